//! The one view of a container that rules are written against, whoever describes it.

use std::borrow::Cow;

use diag::{Span, SubjectKind};

use crate::{
    Capabilities, EnvVar, Health, HostNamespace, ImageRef, Limit, Mount, Port, Profile, Restart,
    Setting, SharedNamespace, User, compose, dockerfile, kube, shell::WrittenScript,
};

/// A container as it will run: an output stage of a Dockerfile, a Compose service, or a container of a pod.
///
/// Every method answers with the effective value and the place to blame. Facts that a format cannot express keep the
/// provided default, which blames the declaration.
pub trait Container: Sync {
    /// [`SubjectKind::Image`], [`SubjectKind::Service`] or [`SubjectKind::PodContainer`].
    fn kind(&self) -> SubjectKind;

    /// Name for people: `web`, `final`, `app`.
    fn name(&self) -> &str;

    /// Where it is declared: the service key, the FROM of the stage, the container's name.
    fn span(&self) -> Span;

    /// The image it runs; for an output stage the base image.
    fn image(&self) -> Cow<'_, Setting<ImageRef>>;

    /// The user of its first process.
    fn user(&self) -> Setting<User>;

    /// Whether the orchestrator refuses to start it as root (Kubernetes' `runAsNonRoot`).
    fn run_as_non_root(&self) -> Setting<bool> {
        Setting::default(false, self.span())
    }

    /// Whether the image is built from this repository rather than pulled.
    fn is_built(&self) -> bool {
        false
    }

    /// Whether it runs on Windows, where Linux's means of confinement have no meaning.
    fn is_windows(&self) -> bool {
        false
    }

    /// Whether it gets every capability and device of the host.
    fn privileged(&self) -> Setting<bool> {
        Setting::default(false, self.span())
    }

    /// Whether a process can gain more privileges than its parent (`no-new-privileges` unset, `allowPrivilegeEscalation`).
    fn privilege_escalation(&self) -> Setting<bool> {
        Setting::default(true, self.span())
    }

    /// Capabilities added to and dropped from the default set; blame is the list, or where it would stand.
    fn capabilities(&self) -> Setting<Capabilities> {
        Setting::default(Capabilities::default(), self.span())
    }

    /// Namespaces that it may share with the host; only those that the format can express.
    fn namespaces(&self) -> Vec<SharedNamespace> {
        Vec::new()
    }

    /// Whether a namespace is the host's, as far as files tell.
    fn shares_host(&self, namespace: HostNamespace) -> bool {
        self.namespaces()
            .iter()
            .any(|shared| shared.namespace == namespace && shared.host.is(&true))
    }

    /// What is mounted into it.
    fn mounts(&self) -> Cow<'_, [Mount]> {
        Cow::default()
    }

    /// Whether its root filesystem cannot be written.
    fn read_only_rootfs(&self) -> Setting<bool> {
        Setting::default(false, self.span())
    }

    /// Memory limit in bytes.
    fn memory_limit(&self) -> Setting<Limit> {
        Setting::default(Limit::Unlimited, self.span())
    }

    /// CPU limit in CPUs.
    fn cpu_limit(&self) -> Setting<Limit> {
        Setting::default(Limit::Unlimited, self.span())
    }

    /// Limit of the number of processes.
    fn pids_limit(&self) -> Setting<Limit> {
        Setting::default(Limit::Unlimited, self.span())
    }

    /// The seccomp profile.
    fn seccomp(&self) -> Setting<Profile> {
        Setting::default(Profile::RuntimeDefault, self.span())
    }

    /// The AppArmor profile.
    fn apparmor(&self) -> Setting<Profile> {
        Setting::default(Profile::RuntimeDefault, self.span())
    }

    /// Its environment, in the order in which it is written.
    fn env(&self) -> Cow<'_, [EnvVar]> {
        Cow::default()
    }

    /// Who checks that it is well.
    fn health(&self) -> Setting<Health>;

    /// Ports it publishes or listens on.
    fn ports(&self) -> Cow<'_, [Port]> {
        Cow::default()
    }

    /// When the engine starts it again.
    fn restart(&self) -> Setting<Restart> {
        Setting::default(Restart::No, self.span())
    }

    /// The output stage, if it is one.
    fn as_image(&self) -> Option<&dockerfile::Image<'_>> {
        None
    }

    /// Everything that its declaration makes it run: its command, its health checks and its hooks. What the image runs by
    /// itself is not among it.
    fn scripts(&self) -> Cow<'_, [WrittenScript]> {
        Cow::default()
    }

    /// The Compose service, if it is one.
    fn as_service(&self) -> Option<&compose::Service<'_>> {
        None
    }

    /// The container of a pod, if it is one.
    fn as_pod_container(&self) -> Option<&kube::PodContainer<'_>> {
        None
    }
}
