pub struct Written;
pub fn write() {}
