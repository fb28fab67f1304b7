//! What Plimsoll knows: the built-in rules, each a file with its page beside it, and the list of them.

mod add_instead_of_copy;
mod added_capabilities;
mod anonymous_binding;
mod apparmor_unconfined;
mod bridging_service;
mod broad_context_copy;
mod broad_waiver;
mod build_tools_in_image;
mod chart_secrets;
mod cluster_admin_binding;
mod custom_cgroup_parent;
mod dangling_service;
mod debug_port_exposed;
mod debug_tools_in_image;
mod default_bridge_network;
mod default_namespace;
mod default_network;
mod default_service_account;
mod dependency_confusion_index;
mod deprecated_api_version;
mod dev_dependencies_in_image;
mod device_access;
mod device_admin_access;
mod disabled_logging;
mod disabled_oom_killer;
mod disabled_tls_verification;
mod downloads;
mod duplicate_stage_name;
pub mod editions;
mod engine_without_tls;
mod eol_base_image;
mod expired_ignore;
mod expired_waiver;
mod expiring_waiver;
mod exposed_service;
mod flat_network;
pub mod frameworks;
mod git_directory_in_image;
mod group_with_host_power;
pub mod hardening;
mod host_alias;
mod host_namespace;
mod host_path;
mod host_path_volume;
mod host_port;
mod image_pull_policy;
mod images;
mod ingress_snippet;
mod insecure_build_entitlement;
mod insecure_ingress;
mod invalid_compose;
mod invalid_json_form;
mod invalid_manifest;
mod invalid_seccomp_profile;
mod invalid_security_option;
mod invalid_waiver;
mod language_packages;
pub mod layers;
mod lifecycle_hook_privileged;
mod long_lived_token;
mod masked_paths_off;
mod memory_limit_above_ceiling;
mod missing_authentication;
mod missing_build_stage;
mod missing_build_timeout;
mod missing_cpu_limit;
mod missing_daemon_hardening;
mod missing_disruption_budget;
mod missing_ephemeral_storage_limit;
mod missing_healthcheck;
mod missing_label;
mod missing_log_rotation;
mod missing_memory_limit;
mod missing_pids_limit;
mod missing_resource_request;
mod missing_scanner;
mod missing_secret_mount;
mod missing_service;
mod missing_shell;
mod missing_ulimits;
mod missing_user_namespace;
mod modes;
mod mount_propagation;
mod mounted_secrets;
mod namespace_without_pss_label;
mod namespace_without_quota;
mod network_not_internal;
mod open_gateway;
mod overridden_instruction;
mod overridden_ulimits;
mod packages;
mod password_set_in_image;
mod permissive_network_policy;
mod piped_download;
mod plain_http_download;
mod pod_security;
mod port_on_all_interfaces;
mod powershell;
mod printed_secrets;
mod privilege_escalation;
mod privileged_container;
mod privileged_port;
mod privileged_scc;
pub mod profiles;
mod provider_service;
mod proxies;
mod published_before_scan;
mod rbac;
mod rbac_certificate_approval;
mod rbac_escalation;
mod rbac_node_proxy;
mod rbac_pod_create;
mod rbac_pod_exec;
mod rbac_secret_read;
mod rbac_service_status;
mod rbac_token_request;
mod rbac_volume_create;
mod rbac_webhook_write;
mod recommended_packages;
mod redundant_capability;
mod refused_by_quota;
mod relative_workdir;
mod remote_add;
mod request_above_limit;
mod resource_unit_slip;
mod retired_registry;
mod root_user;
mod runs;
mod runtime_socket_mount;
mod seccomp_unconfined;
mod secret_env_from;
mod secret_file_copied;
mod secret_in_build_arg;
mod secret_in_command;
mod secret_in_config;
mod secret_in_env;
mod secret_in_manifest;
mod secret_mount_leak;
mod secret_removed_later;
mod secret_stores;
mod secrets;
mod segments;
mod selinux_disabled;
mod sensitive_host_mount;
mod service_account_token_automount;
mod setuid_bit;
mod shared_between_environments;
mod shared_network;
mod shared_process_namespace;
mod shell_in_production_image;
mod shells;
mod single_platform_build;
mod single_replica;
mod slow_start;
mod source_bind_mount;
mod ssh_host_key_unchecked;
mod ssh_server_exposed;
mod sudo_in_image;
mod sudo_rights_in_image;
mod syntax_error;
mod system_directory_volume;
mod system_directory_workdir;
mod tls_switches;
mod toothless_scan_gate;
mod undeclared_port;
mod undefined_build_stage;
mod undropped_capabilities;
mod unencrypted_overlay;
mod unknown_capability;
mod unknown_ignore;
mod unknown_user;
mod unlimited_disk;
mod unlimited_restart;
mod unlocked_dependencies;
mod unnoticed_pipe_failure;
mod unnoticed_step_failure;
mod unpinned_frontend;
mod unpinned_git_source;
mod unpinned_image;
mod unpinned_package;
mod unpinned_remote_source;
mod unprotected_network;
mod unreachable_scrape_target;
mod unreachable_stage;
mod unrefreshed_secret;
mod unsafe_search_path;
mod unsafe_sysctl;
mod unsigned_package;
mod untrusted_compose_field;
mod untrusted_registry;
mod unusable_healthcheck;
mod unused_ignore;
mod unused_waiver;
mod unverifiable_non_root;
mod unverifiable_user_name;
mod unverified_download;
mod update_alone;
mod weak_apparmor_profile;
mod weak_daemon_setting;
mod weak_seccomp_profile;
mod weakened_tmpfs;
mod whole_filesystem_copied;
mod wildcard_rbac;
mod windows_host_process;
mod words;
mod workload_without_network_policy;
mod world_writable_path;
mod writable_root_filesystem;
mod written;

use diag::{Defence, Layer, RuleId, RuleMeta};
use engine::{Builtin, Loaded, Options, OptionsError, Table};

/// Every built-in rule, sorted by id.
pub const ALL: &[&Builtin] = &[
    &add_instead_of_copy::RULE,
    &added_capabilities::RULE,
    &anonymous_binding::RULE,
    &apparmor_unconfined::RULE,
    &bridging_service::RULE,
    &broad_context_copy::RULE,
    &broad_waiver::RULE,
    &build_tools_in_image::RULE,
    &cluster_admin_binding::RULE,
    &custom_cgroup_parent::RULE,
    &dangling_service::RULE,
    &debug_port_exposed::RULE,
    &debug_tools_in_image::RULE,
    &default_bridge_network::RULE,
    &default_namespace::RULE,
    &default_network::RULE,
    &default_service_account::RULE,
    &dependency_confusion_index::RULE,
    &deprecated_api_version::RULE,
    &dev_dependencies_in_image::RULE,
    &device_access::RULE,
    &device_admin_access::RULE,
    &disabled_logging::RULE,
    &disabled_oom_killer::RULE,
    &disabled_tls_verification::RULE,
    &duplicate_stage_name::RULE,
    &engine_without_tls::RULE,
    &eol_base_image::RULE,
    &expired_ignore::RULE,
    &expired_waiver::RULE,
    &expiring_waiver::RULE,
    &exposed_service::RULE,
    &flat_network::RULE,
    &git_directory_in_image::RULE,
    &group_with_host_power::RULE,
    &host_alias::RULE,
    &host_namespace::RULE,
    &host_path_volume::RULE,
    &host_port::RULE,
    &image_pull_policy::RULE,
    &ingress_snippet::RULE,
    &insecure_build_entitlement::RULE,
    &insecure_ingress::RULE,
    &invalid_compose::RULE,
    &invalid_json_form::RULE,
    &invalid_manifest::RULE,
    &invalid_seccomp_profile::RULE,
    &invalid_security_option::RULE,
    &invalid_waiver::RULE,
    &lifecycle_hook_privileged::RULE,
    &long_lived_token::RULE,
    &masked_paths_off::RULE,
    &memory_limit_above_ceiling::RULE,
    &missing_authentication::RULE,
    &missing_build_stage::RULE,
    &missing_build_timeout::RULE,
    &missing_cpu_limit::RULE,
    &missing_daemon_hardening::RULE,
    &missing_disruption_budget::RULE,
    &missing_ephemeral_storage_limit::RULE,
    &missing_healthcheck::RULE,
    &missing_label::RULE,
    &missing_log_rotation::RULE,
    &missing_memory_limit::RULE,
    &missing_pids_limit::RULE,
    &missing_resource_request::RULE,
    &missing_scanner::RULE,
    &missing_secret_mount::RULE,
    &missing_service::RULE,
    &missing_shell::RULE,
    &missing_ulimits::RULE,
    &missing_user_namespace::RULE,
    &mount_propagation::RULE,
    &namespace_without_pss_label::RULE,
    &namespace_without_quota::RULE,
    &network_not_internal::RULE,
    &open_gateway::RULE,
    &overridden_instruction::RULE,
    &overridden_ulimits::RULE,
    &password_set_in_image::RULE,
    &permissive_network_policy::RULE,
    &piped_download::RULE,
    &plain_http_download::RULE,
    &pod_security::RULE,
    &port_on_all_interfaces::RULE,
    &privilege_escalation::RULE,
    &privileged_container::RULE,
    &privileged_port::RULE,
    &privileged_scc::RULE,
    &provider_service::RULE,
    &published_before_scan::RULE,
    &rbac_certificate_approval::RULE,
    &rbac_escalation::RULE,
    &rbac_node_proxy::RULE,
    &rbac_pod_create::RULE,
    &rbac_pod_exec::RULE,
    &rbac_secret_read::RULE,
    &rbac_service_status::RULE,
    &rbac_token_request::RULE,
    &rbac_volume_create::RULE,
    &rbac_webhook_write::RULE,
    &recommended_packages::RULE,
    &redundant_capability::RULE,
    &refused_by_quota::RULE,
    &relative_workdir::RULE,
    &remote_add::RULE,
    &request_above_limit::RULE,
    &resource_unit_slip::RULE,
    &retired_registry::RULE,
    &root_user::RULE,
    &runtime_socket_mount::RULE,
    &seccomp_unconfined::RULE,
    &secret_env_from::RULE,
    &secret_file_copied::RULE,
    &secret_in_build_arg::RULE,
    &secret_in_command::RULE,
    &secret_in_config::RULE,
    &secret_in_env::RULE,
    &secret_in_manifest::RULE,
    &secret_mount_leak::RULE,
    &secret_removed_later::RULE,
    &selinux_disabled::RULE,
    &sensitive_host_mount::RULE,
    &service_account_token_automount::RULE,
    &setuid_bit::RULE,
    &shared_between_environments::RULE,
    &shared_network::RULE,
    &shared_process_namespace::RULE,
    &shell_in_production_image::RULE,
    &single_platform_build::RULE,
    &single_replica::RULE,
    &slow_start::RULE,
    &source_bind_mount::RULE,
    &ssh_host_key_unchecked::RULE,
    &ssh_server_exposed::RULE,
    &sudo_in_image::RULE,
    &sudo_rights_in_image::RULE,
    &syntax_error::RULE,
    &system_directory_volume::RULE,
    &system_directory_workdir::RULE,
    &toothless_scan_gate::RULE,
    &undeclared_port::RULE,
    &undefined_build_stage::RULE,
    &undropped_capabilities::RULE,
    &unencrypted_overlay::RULE,
    &unknown_capability::RULE,
    &unknown_ignore::RULE,
    &unknown_user::RULE,
    &unlimited_disk::RULE,
    &unlimited_restart::RULE,
    &unlocked_dependencies::RULE,
    &unnoticed_pipe_failure::RULE,
    &unnoticed_step_failure::RULE,
    &unpinned_frontend::RULE,
    &unpinned_git_source::RULE,
    &unpinned_image::RULE,
    &unpinned_package::RULE,
    &unpinned_remote_source::RULE,
    &unprotected_network::RULE,
    &unreachable_scrape_target::RULE,
    &unreachable_stage::RULE,
    &unrefreshed_secret::RULE,
    &unsafe_search_path::RULE,
    &unsafe_sysctl::RULE,
    &unsigned_package::RULE,
    &untrusted_compose_field::RULE,
    &untrusted_registry::RULE,
    &unusable_healthcheck::RULE,
    &unused_ignore::RULE,
    &unused_waiver::RULE,
    &unverifiable_non_root::RULE,
    &unverifiable_user_name::RULE,
    &unverified_download::RULE,
    &update_alone::RULE,
    &weak_apparmor_profile::RULE,
    &weak_daemon_setting::RULE,
    &weak_seccomp_profile::RULE,
    &weakened_tmpfs::RULE,
    &whole_filesystem_copied::RULE,
    &wildcard_rbac::RULE,
    &windows_host_process::RULE,
    &workload_without_network_policy::RULE,
    &world_writable_path::RULE,
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
    first: Option<&'static str>,
}

include!(concat!(env!("OUT_DIR"), "/pages.rs"));
include!(concat!(env!("OUT_DIR"), "/layers.rs"));

/// The built-in rule of this name.
pub fn find(id: &str) -> Option<&'static Builtin> {
    ALL.binary_search_by(|rule| rule.id.cmp(id)).ok().map(|at| ALL[at])
}

/// What reports know of a rule before any configuration.
pub fn meta(rule: &Builtin) -> RuleMeta {
    let page = PAGES.iter().find(|page| page.id == rule.id);
    RuleMeta {
        id: RuleId(rule.id),
        first: RuleId(page.and_then(|page| page.first).unwrap_or(rule.id)),
        summary: rule.summary,
        severity: rule.severity,
        default_on: rule.default_on,
        fatal: FATAL.contains(&rule.id),
        subjects: rule.subjects,
        docs: page.map_or("", |page| page.docs),
        controls: page.map_or(&[], |page| page.controls),
        aliases: page.map_or(&[], |page| page.aliases),
        cwe: page.map_or(&[], |page| page.cwe),
        defence: defence(rule.id).map(|(_, defence)| defence),
    }
}

/// What `layers.yaml` says of a rule, or of a part of one; nothing if it is not scored.
fn defence(id: &str) -> Option<(&'static str, Defence)> {
    DEFENCES.binary_search_by(|(rule, _)| (*rule).cmp(id)).ok().map(|at| DEFENCES[at])
}

/// What the score is made of.
pub fn defence_table() -> Table {
    Table { weights: WEIGHTS, defence }
}

/// The layers of defence with the points that each of them weighs.
pub fn weights() -> &'static [(Layer, f64)] {
    WEIGHTS
}

/// All rules that `layers.yaml` names.
pub fn placed() -> impl Iterator<Item = &'static str> {
    DEFENCES.iter().map(|(id, _)| *id).chain(UNSCORED.iter().copied())
}

/// Rules that are not scored because they keep files in order.
pub fn unscored() -> &'static [&'static str] {
    UNSCORED
}

/// A rule ready to run with these options.
///
/// # Errors
/// If the rule does not understand the options.
pub fn load(rule: &Builtin, options: Options) -> Result<Loaded, OptionsError> {
    Ok(Loaded { meta: meta(rule), usual: rule.severity, rule: (rule.build)(options)? })
}
