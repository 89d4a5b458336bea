//! Forms for other tools: JSON Schema of a submission, XLSForm.

pub mod jsonschema;
pub mod xlsform;
mod xpath;
