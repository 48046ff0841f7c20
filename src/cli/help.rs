//! `casework completions` and `casework man`: both made from the command line itself.

use crate::cli::args::{Cli, CompletionsArgs, ManArgs};
use crate::cli::exit::{Ending, Trouble};
use crate::cli::print;
use clap::CommandFactory;
use clap_mangen::Man;

/// Prints completions for a shell.
pub(crate) fn completions(args: &CompletionsArgs) -> Result<Ending, Trouble> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "casework", &mut script);
    print(&String::from_utf8_lossy(&script))
}

/// Prints a manual page.
pub(crate) fn man(args: &ManArgs) -> Result<Ending, Trouble> {
    let mut program = Cli::command();
    program.build();
    let command = match &args.command {
        None => program,
        Some(name) => {
            let found = program.find_subcommand(name).cloned();
            found.ok_or_else(|| {
                let names: Vec<&str> = program.get_subcommands().map(|c| c.get_name()).collect();
                Trouble::Usage(format!(
                    "error: no command is called {name}; the commands are {}",
                    names.join(", ")
                ))
            })?
        }
    };
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    print(&String::from_utf8_lossy(&page))
}
