//! Shell templates, request context, forms and CSRF, problems, texts, mail, search, the Service contract
