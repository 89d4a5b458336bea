//! Documents to tagged PDF (PDF/UA) through typst
