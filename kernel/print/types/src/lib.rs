//! Documents as data: what a letter, a receipt or a decision says
