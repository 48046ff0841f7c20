//! The `casework` program: everything it does is in [`casework::cli`].

fn main() -> std::process::ExitCode {
    casework::cli::start(std::env::args_os())
}
