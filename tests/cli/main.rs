//! The program as its users see it: arguments and files in, bytes and an exit status out.
#![expect(clippy::unwrap_used, reason = "a test that cannot do its work fails")]

mod accounting;
mod bad_input;
mod calibration;
mod changes;
mod commands;
mod compose;
mod configuration;
mod discovery;
mod editions;
mod environments;
mod estate_score;
mod exceptions;
mod fingerprints;
mod first_run;
mod frameworks;
mod gate;
mod helm;
mod images;
mod init;
mod kube_ignores;
mod limits;
mod needed;
mod no_programs;
mod no_secrets;
mod pod_security;
mod readme;
mod records;
mod removed;
mod reports;
mod settings;
mod special_files;
mod tree;
mod variables;
