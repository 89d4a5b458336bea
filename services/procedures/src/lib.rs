//! Procedures: from form to decision
