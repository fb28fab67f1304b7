//! What Plimsoll knows: the built-in rules, each a file with its page beside it, and the list of them.

mod add_instead_of_copy;
mod added_capabilities;
mod anonymous_binding;
mod apparmor_unconfined;
mod broad_waiver;
mod cluster_admin_binding;
mod default_service_account;
mod disabled_tls_verification;
mod expired_ignore;
mod expired_waiver;
pub mod frameworks;
mod host_namespace;
mod host_path;
mod invalid_waiver;
mod missing_cpu_limit;
mod missing_healthcheck;
mod missing_memory_limit;
mod missing_pids_limit;
mod piped_download;
mod pod_security;
mod port_on_all_interfaces;
mod privilege_escalation;
mod privileged_container;
mod privileged_port;
pub mod profiles;
mod rbac;
mod rbac_certificate_approval;
mod rbac_escalation;
mod rbac_node_proxy;
mod rbac_pod_create;
mod rbac_pod_exec;
mod rbac_secret_read;
mod rbac_token_request;
mod rbac_volume_create;
mod rbac_webhook_write;
mod remote_add;
mod root_user;
mod runtime_socket_mount;
mod seccomp_unconfined;
mod secret_in_build_arg;
mod secret_in_env;
mod sensitive_host_mount;
mod syntax_error;
mod undropped_capabilities;
mod unknown_ignore;
mod unlimited_restart;
mod unpinned_image;
mod unused_ignore;
mod unused_waiver;
mod wildcard_rbac;
mod words;
mod writable_root_filesystem;

use diag::{RuleId, RuleMeta};
use engine::{Builtin, Loaded, Options, OptionsError};

/// Every built-in rule, sorted by id.
pub const ALL: &[&Builtin] = &[
    &add_instead_of_copy::RULE,
    &added_capabilities::RULE,
    &anonymous_binding::RULE,
    &apparmor_unconfined::RULE,
    &broad_waiver::RULE,
    &cluster_admin_binding::RULE,
    &default_service_account::RULE,
    &disabled_tls_verification::RULE,
    &expired_ignore::RULE,
    &expired_waiver::RULE,
    &host_namespace::RULE,
    &invalid_waiver::RULE,
    &missing_cpu_limit::RULE,
    &missing_healthcheck::RULE,
    &missing_memory_limit::RULE,
    &missing_pids_limit::RULE,
    &piped_download::RULE,
    &pod_security::RULE,
    &port_on_all_interfaces::RULE,
    &privilege_escalation::RULE,
    &privileged_container::RULE,
    &privileged_port::RULE,
    &rbac_certificate_approval::RULE,
    &rbac_escalation::RULE,
    &rbac_node_proxy::RULE,
    &rbac_pod_create::RULE,
    &rbac_pod_exec::RULE,
    &rbac_secret_read::RULE,
    &rbac_token_request::RULE,
    &rbac_volume_create::RULE,
    &rbac_webhook_write::RULE,
    &remote_add::RULE,
    &root_user::RULE,
    &runtime_socket_mount::RULE,
    &seccomp_unconfined::RULE,
    &secret_in_build_arg::RULE,
    &secret_in_env::RULE,
    &sensitive_host_mount::RULE,
    &syntax_error::RULE,
    &undropped_capabilities::RULE,
    &unknown_ignore::RULE,
    &unlimited_restart::RULE,
    &unpinned_image::RULE,
    &unused_ignore::RULE,
    &unused_waiver::RULE,
    &wildcard_rbac::RULE,
    &writable_root_filesystem::RULE,
];

/// Rules whose findings mean that something was not understood, so that a clean result would prove nothing.
const FATAL: &[&str] = &["syntax-error"];

/// The page of a rule with what its front matter says.
struct Page {
    id: &'static str,
    docs: &'static str,
    controls: &'static [&'static str],
    aliases: &'static [&'static str],
    cwe: &'static [u16],
}

include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// The built-in rule of this name.
pub fn find(id: &str) -> Option<&'static Builtin> {
    ALL.binary_search_by(|rule| rule.id.cmp(id)).ok().map(|at| ALL[at])
}

/// What reports know of a rule before any configuration.
pub fn meta(rule: &Builtin) -> RuleMeta {
    let page = PAGES.iter().find(|page| page.id == rule.id);
    RuleMeta {
        id: RuleId(rule.id),
        summary: rule.summary,
        severity: rule.severity,
        default_on: rule.default_on,
        fatal: FATAL.contains(&rule.id),
        subjects: rule.subjects,
        docs: page.map_or("", |page| page.docs),
        controls: page.map_or(&[], |page| page.controls),
        aliases: page.map_or(&[], |page| page.aliases),
        cwe: page.map_or(&[], |page| page.cwe),
    }
}

/// A rule ready to run with these options.
///
/// # Errors
/// If the rule does not understand the options.
pub fn load(rule: &Builtin, options: Options) -> Result<Loaded, OptionsError> {
    Ok(Loaded { meta: meta(rule), rule: (rule.build)(options)? })
}
