//! Progress on stderr: a bar on a terminal, a line now and then elsewhere.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};

/// Lines printed over a whole run where there is no terminal.
const LINES: u64 = 10;

/// How far a job is.
pub(crate) struct Progress {
    how: How,
    done: AtomicU64,
    total: u64,
}

enum How {
    Quiet,
    Bar(ProgressBar),
    Lines,
}

impl Progress {
    /// Nothing done yet of `total` simulations.
    pub(crate) fn new(total: u64, quiet: bool) -> Self {
        let how = if quiet {
            How::Quiet
        } else if std::io::stderr().is_terminal() {
            How::Bar(bar(total))
        } else {
            How::Lines
        };
        Self {
            how,
            done: AtomicU64::new(0),
            total: total.max(1),
        }
    }

    /// One more simulation is done; called from any thread.
    pub(crate) fn one_more(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        match &self.how {
            How::Quiet => {}
            How::Bar(bar) => bar.inc(1),
            How::Lines => {
                if done * LINES / self.total > (done - 1) * LINES / self.total {
                    // A log that cannot be written to is no reason to stop.
                    let _ = writeln!(
                        std::io::stderr(),
                        "{done} of {} simulations done",
                        self.total
                    );
                }
            }
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        if let How::Bar(bar) = &self.how {
            bar.finish_and_clear();
        }
    }

    /// A line for the reader, unless quiet was asked for.
    pub(crate) fn note(&self, line: &str) {
        if !matches!(self.how, How::Quiet) {
            let _ = writeln!(anstream::stderr(), "{line}");
        }
    }
}

fn bar(total: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
    let template = "{bar:30} {pos}/{len} simulations, {per_sec}, {eta} left";
    bar.set_style(
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar
}
