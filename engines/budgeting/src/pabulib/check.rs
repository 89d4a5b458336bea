pub struct Finding;
pub fn check() {}
