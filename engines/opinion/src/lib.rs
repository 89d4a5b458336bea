//! Opinion groups, consensus and representative statements, deterministic
