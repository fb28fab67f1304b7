//! A value as the runtime will see it, with the place to blame for it and how it came about.

use diag::{Span, Step};

/// An effective value: what the runtime will see, known or not, and where to mend it.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting<T> {
    /// The value.
    pub value: Value<T>,
    /// Whether somebody wrote it.
    pub origin: Origin,
    /// The place that decided it, or where a reader would look for it if it is written nowhere.
    pub blame: Span,
    /// The places it travelled on its way, nearest first.
    pub trail: Vec<Step>,
}

/// What is known of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<T> {
    /// Exactly this.
    Known(T),
    /// One of these, depending on something that is not in the files (`FROM base-${ARCH}`).
    OneOf(Vec<T>),
    /// Not decided by the files, and why (``build argument `UID` has no default``).
    Unknown(String),
}

/// Who decided a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Written on the thing itself.
    Written,
    /// Taken over from an enclosing or earlier scope: the pod, a parent stage, the image.
    Inherited,
    /// Written nowhere: the value is what the runtime assumes.
    Default,
}

/// Whether something holds, as far as files can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It holds for every possible value.
    Yes,
    /// It holds for no possible value.
    No,
    /// Files cannot decide it, and why.
    Unknown(String),
}

impl<T> Setting<T> {
    /// A value written at `blame`.
    pub fn written(value: T, blame: Span) -> Self {
        Self::new(Value::Known(value), Origin::Written, blame)
    }

    /// A value that nobody wrote; `blame` is where a reader would look for it.
    pub fn default(value: T, blame: Span) -> Self {
        Self::new(Value::Known(value), Origin::Default, blame)
    }

    /// A value that files do not decide.
    pub fn unknown(why: impl Into<String>, blame: Span) -> Self {
        Self::new(Value::Unknown(why.into()), Origin::Written, blame)
    }

    /// A setting without a trail.
    pub fn new(value: Value<T>, origin: Origin, blame: Span) -> Self {
        Self { value, origin, blame, trail: Vec::new() }
    }

    /// The value, if it is known exactly.
    pub fn known(&self) -> Option<&T> {
        match &self.value {
            Value::Known(value) => Some(value),
            _ => None,
        }
    }

    /// Whether the value is known exactly and equals `other`.
    pub fn is(&self, other: &T) -> bool
    where
        T: PartialEq,
    {
        self.known() == Some(other)
    }

    /// Whether `test` holds for the value, as far as it is known.
    pub fn holds(&self, test: impl Fn(&T) -> bool) -> Truth {
        match &self.value {
            Value::Known(value) if test(value) => Truth::Yes,
            Value::Known(_) => Truth::No,
            Value::OneOf(values) if values.iter().all(&test) => Truth::Yes,
            Value::OneOf(values) if !values.iter().any(&test) => Truth::No,
            Value::OneOf(_) => {
                Truth::Unknown("it depends on values that are not in the files".into())
            }
            Value::Unknown(why) => Truth::Unknown(why.clone()),
        }
    }

    /// The same setting with its value changed by `change`.
    pub fn map<U>(self, change: impl Fn(T) -> U) -> Setting<U> {
        let value = match self.value {
            Value::Known(value) => Value::Known(change(value)),
            Value::OneOf(values) => Value::OneOf(values.into_iter().map(change).collect()),
            Value::Unknown(why) => Value::Unknown(why),
        };
        Setting { value, origin: self.origin, blame: self.blame, trail: self.trail }
    }

    /// The same setting, taken over from an outer scope through `step`.
    pub fn inherited(mut self, step: Step) -> Self {
        if self.origin == Origin::Written {
            self.origin = Origin::Inherited;
        }
        self.trail.push(step);
        self
    }

    /// The same setting with a longer trail.
    pub fn via(mut self, steps: impl IntoIterator<Item = Step>) -> Self {
        self.trail.extend(steps);
        self
    }

    /// Whether somebody wrote it, here or in an outer scope.
    pub fn is_written(&self) -> bool {
        self.origin != Origin::Default
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diag::SourceId;

    fn setting(value: Value<u8>) -> Setting<u8> {
        Setting::new(value, Origin::Written, Span::file(SourceId(0)))
    }

    #[test]
    fn one_of_several_values_decides_only_when_all_agree() {
        assert_eq!(setting(Value::OneOf(vec![1, 2])).holds(|n| *n > 0), Truth::Yes);
        assert_eq!(setting(Value::OneOf(vec![1, 2])).holds(|n| *n > 2), Truth::No);
        assert!(matches!(setting(Value::OneOf(vec![1, 2])).holds(|n| *n > 1), Truth::Unknown(_)));
        assert_eq!(
            setting(Value::Unknown("why".into())).holds(|_| true),
            Truth::Unknown("why".into())
        );
    }

    #[test]
    fn a_default_stays_a_default_when_it_is_inherited() {
        let inherited =
            Setting::default(1, Span::file(SourceId(0))).inherited(Step::known("from the pod"));
        assert_eq!(inherited.origin, Origin::Default);
        assert_eq!(inherited.trail.len(), 1);
    }
}
