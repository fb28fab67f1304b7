//! What is read.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::size::ByteSize;

/// What is read.
#[derive(Clone, Debug, ClapArgs)]
#[command(next_help_heading = "Input")]
pub(crate) struct InputArgs {
    /// Files and folders to check; `-` is standard input
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    /// File name that standard input goes by
    #[arg(long, value_name = "NAME")]
    pub(crate) stdin_filename: Option<PathBuf>,
    /// Folder that paths in reports are relative to [default: of the configuration, else of the git work tree]
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    /// Configuration file [default: the nearest plimsoll.yaml]
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long)]
    pub(crate) no_config: bool,
    /// Leave out files and folders that match, besides those of the configuration
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,
    /// Leave out files that match an exclude even if they are named
    #[arg(long)]
    pub(crate) force_exclude: bool,
    /// Check files that git ignores too
    #[arg(long)]
    pub(crate) no_respect_gitignore: bool,
    /// Refuse files that are larger
    #[arg(long, value_name = "SIZE", default_value = "8MiB")]
    pub(crate) max_file_size: ByteSize,
    /// Let a variable into Compose interpolation, from the environment or with this value
    #[arg(long, value_name = "NAME[=VALUE]")]
    pub(crate) env: Vec<String>,
    /// How many threads to use, at most 64 or one per core [default: one per core]
    #[arg(short = 'j', long, value_name = "N")]
    pub(crate) threads: Option<usize>,
}

impl InputArgs {
    /// Inputs that name files and leave everything else as it is.
    pub(crate) fn of_files(files: &[PathBuf], root: Option<PathBuf>, env: Vec<String>) -> Self {
        let here = || vec![PathBuf::from(".")];
        Self {
            paths: if files.is_empty() { here() } else { files.to_vec() },
            stdin_filename: None,
            root,
            config: None,
            no_config: true,
            exclude: Vec::new(),
            force_exclude: false,
            no_respect_gitignore: false,
            max_file_size: ByteSize(8 << 20),
            env,
            threads: Some(1),
        }
    }
}
