//! Participatory budgeting rules with explanations; Pabulib files in and out
