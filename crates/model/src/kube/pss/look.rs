//! One check looking at one pod, and what it has to say.

use diag::Span;

use super::{Check, Violation};
use crate::kube::{Field, PodView, container};
use crate::{Setting, Value};

/// A check at work.
pub(super) struct Look<'p, 'a> {
    pub(super) pod: &'p PodView<'a>,
    /// Minor version of the policy.
    pub(super) minor: u32,
    pub(super) violations: Vec<Violation>,
    check: &'static Check,
    /// Why it is not sure that the check applies at all.
    reservation: Option<String>,
}

/// Whoever has a security context: the pod or one of its containers.
#[derive(Clone)]
pub(super) struct Owner<'a> {
    /// The container's name; `None` for the pod.
    pub(super) name: Option<&'a str>,
    pub(super) field: Field<'a>,
    /// What to blame for something that it lacks.
    pub(super) span: Span,
}

impl<'a> Owner<'a> {
    /// ``container `app` ``, or `the pod`.
    pub(super) fn title(&self) -> String {
        self.name.map_or_else(|| "the pod".into(), |name| format!("container `{name}`"))
    }

    /// A setting of its security context.
    pub(super) fn context<T>(
        &self,
        path: &[&str],
        read: impl FnOnce(&Field<'a>) -> Value<T>,
    ) -> Option<Setting<T>> {
        self.field.setting(&[&["securityContext"], path].concat(), read)
    }

    /// A field of its security context.
    pub(super) fn context_field(&self, path: &[&str]) -> Option<Field<'a>> {
        self.field.at(&[&["securityContext"], path].concat())
    }
}

impl<'p, 'a> Look<'p, 'a> {
    pub(super) fn new(pod: &'p PodView<'a>, minor: u32, check: &'static Check) -> Self {
        Self { pod, minor, violations: Vec::new(), check, reservation: None }
    }

    /// Init containers, main ones, then ephemeral ones.
    pub(super) fn containers(&self) -> Vec<Owner<'a>> {
        let fields = self.pod.container_fields().into_iter();
        let owner = |(_, field)| {
            let (name, span) = container::identity(&field);
            Owner { name: Some(name), field, span }
        };
        fields.map(owner).collect()
    }

    /// The pod as an owner.
    pub(super) fn whole(&self) -> Owner<'a> {
        let field = self.pod.spec().clone();
        Owner { name: None, span: self.pod.span(), field }
    }

    /// The pod, then its containers.
    pub(super) fn owners(&self) -> Vec<Owner<'a>> {
        std::iter::once(self.whole()).chain(self.containers()).collect()
    }

    /// Whether Linux's means mean nothing to the pod, as this version of the policy sees it.
    pub(super) fn is_windows(&mut self) -> bool {
        if self.minor < 25 {
            return false;
        }
        let name = self.pod.spec().setting(&["os", "name"], Field::text);
        self.exempts(name.map(|name| name.map(|name| name == "windows")))
    }

    /// Whether the pod has user ids of its own, as this version of the policy sees it.
    pub(super) fn is_user_namespaced(&mut self) -> bool {
        if self.minor < 35 {
            return false;
        }
        let shared = self.pod.spec().setting(&["hostUsers"], Field::bool);
        self.exempts(shared.map(|shared| shared.map(|shared| !shared)))
    }

    fn exempts(&mut self, setting: Option<Setting<bool>>) -> bool {
        let Some(setting) = setting else { return false };
        if let Value::Unknown(why) = &setting.value {
            self.reservation = Some(why.clone());
        }
        setting.is(&true)
    }

    /// The check is broken at `span`.
    pub(super) fn fail(&mut self, owner: &Owner<'_>, span: Span, message: String) {
        let doubt = self.reservation.clone();
        self.push(owner, span, message, doubt);
    }

    /// Judges a setting: `broken` says what is wrong with a value, if anything is. An unknown value is in doubt.
    pub(super) fn expect<T>(
        &mut self,
        owner: &Owner<'_>,
        setting: Option<Setting<T>>,
        broken: impl FnOnce(&T) -> Option<String>,
    ) {
        let Some(setting) = setting else { return };
        let (message, doubt) = match &setting.value {
            Value::Known(value) => match broken(value) {
                Some(message) => (message, self.reservation.clone()),
                None => return,
            },
            Value::Unknown(why) => {
                (format!("{} may break `{}`", owner.title(), self.check.id), Some(why.clone()))
            }
            Value::OneOf(_) => return,
        };
        self.push(owner, setting.blame, message, doubt);
        if let Some(violation) = self.violations.last_mut() {
            violation.trail = setting.trail;
        }
    }

    fn push(&mut self, owner: &Owner<'_>, span: Span, message: String, doubt: Option<String>) {
        let container = owner.name.map(str::to_owned);
        let check = self.check;
        self.violations.push(Violation {
            check,
            span,
            message,
            container,
            doubt,
            trail: Vec::new(),
        });
    }
}
