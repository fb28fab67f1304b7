//! The program `plimsoll`. Everything that touches files, the environment, the clock or threads is in this crate.

mod accepted;
mod args;
mod assess;
mod baseline;
mod before;
mod catalogue;
mod changes;
mod check;
mod decided;
mod discover;
mod disk;
mod examine;
mod excludes;
mod exit;
mod explain;
mod gather;
mod git;
mod ignored;
mod index;
mod init;
mod input;
mod large;
mod layer;
mod limits;
mod list;
mod next;
mod objects;
mod open;
mod output;
mod paths;
mod plan;
mod policy;
mod progress;
mod read;
mod record;
mod resolve;
mod root;
mod run;
mod schema;
mod settings;
mod show;
mod size;
mod suggest;
mod temporary;
mod terminal;
mod threads;
mod today;
mod tracked;
mod waves;
mod yaml;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::Once;

use args::{Args, Command};
use clap::{CommandFactory, Parser};
use exit::Exit;

/// Most of what a run makes is small and lives to its end.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    if let Some(complaint) = limits::complaint() {
        output::complain(&complaint);
        return Exit::Trouble.into();
    }
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // A closed pipe while help is printed is no reason to complain.
            let _ = error.print();
            return if error.use_stderr() { Exit::Trouble.into() } else { Exit::Clean.into() };
        }
    };
    say_panics_once();
    let exit = catch_unwind(AssertUnwindSafe(|| dispatch(&args))).unwrap_or(Exit::Trouble);
    temporary::clear();
    exit.into()
}

fn dispatch(args: &Args) -> Exit {
    match &args.command {
        Command::Check(check) => check::check(check, &args.global),
        Command::Report(report) => assess::report(report, &args.global),
        Command::Baseline(it) => baseline::baseline(it, &args.global),
        Command::Init(it) => init::init(it, &args.global),
        Command::Record(it) => record::verify(it),
        Command::Explain(explain) => explain::explain(&explain.rule),
        Command::Resolve(resolve) => resolve::resolve(resolve),
        Command::Rules(rules) => catalogue::rules(rules.format),
        Command::Schema => schema::print(),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Args::command(), "plimsoll", &mut script);
            output::print(&script)
        }
    }
}

/// Panics are caught and reported as trouble of what they happened in; one line says where, for the bug report.
fn say_panics_once() {
    static ONCE: Once = Once::new();
    std::panic::set_hook(Box::new(|panic| {
        ONCE.call_once(|| output::complain(&format!("internal error: {panic}")));
    }));
}
