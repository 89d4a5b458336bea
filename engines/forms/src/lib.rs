//! Forms of public procedures: typed model, conditions, validation, importers and exporters
