//! How much a parse looks at, counted in tests: a count is the same on every machine and on every day,
//! where a clock is not.

use std::cell::Cell;

thread_local! {
    static LOOKED_AT: Cell<usize> = const { Cell::new(0) };
}

/// Counts `bytes` (or steps) more.
pub(super) fn count(bytes: usize) {
    LOOKED_AT.set(LOOKED_AT.get().saturating_add(bytes));
}

/// What `run` looks at.
pub(super) fn of(run: impl FnOnce()) -> usize {
    LOOKED_AT.set(0);
    run();
    LOOKED_AT.get()
}
