//! Answering a form page by page.
//!
//! [`State`] says what is visible and with what value; [`view`] gives a page as data; [`accept`] reads a
//! posted page; [`file`] checks the whole and drops what is hidden. A hidden field never blocks.

mod context;
mod file;
mod limits;
mod nothing;
mod page;
mod state;
mod view;

pub use context::{Context, Table};
pub use file::{Filed, file};
pub use limits::Choosable;
pub(crate) use nothing::Nothing;
pub use page::{Posted, accept, check_page};
pub use state::State;
pub use view::{Again, ItemView, Limits, OptionView, PageView, RowView, Task, tasks, view};

/// Hidden input of a page: the paths of the inputs it showed, separated by commas.
pub const SHOWN: &str = "_shown";

/// Button that adds a row; its value is the block's name.
pub const ADD_ROW: &str = "_add";

/// Button that removes a row; its value is `block.row`.
pub const REMOVE_ROW: &str = "_remove";
