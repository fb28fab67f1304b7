//! An output stage as the container that its image runs.

use std::borrow::Cow;

use diag::{Span, Step, SubjectKind};

use super::{Graph, StageState, StageView, Variable};
use crate::{
    Container, EnvValue, EnvVar, Health, ImageRef, Origin, Port, Setting, User, Value, catalogue,
};

/// Programs that an entrypoint uses to go on as another user.
const SWITCHERS: [&str; 7] =
    ["chpst", "gosu", "runuser", "s6-setuidgid", "setpriv", "su-exec", "su"];

/// An output stage, judged as the image it is.
#[derive(Clone, Debug)]
pub struct Image<'a> {
    /// The stage.
    pub stage: StageView<'a>,
}

impl<'a> Image<'a> {
    /// The stage with what it ends up with.
    pub fn state(&self) -> &'a StageState {
        self.stage.state()
    }

    fn graph(&self) -> &'a Graph {
        self.stage.graph
    }

    /// The user of a container that may have a program of its own, besides what the image says.
    pub fn user_of(&self, has_program: bool) -> Setting<User> {
        let user = self.state().user.clone().unwrap_or_else(|| self.base_user(has_program));
        match self.user_switcher() {
            Some(switcher) if user.known().is_some_and(User::is_root) => Setting {
                value: Value::Unknown(format!(
                    "it starts as root, and `{switcher}` goes on as another user"
                )),
                ..user
            },
            _ => user,
        }
    }

    /// The user that the base image outside the file sets; of an empty one root, if anything `runs` in it.
    fn base_user(&self, runs: bool) -> Setting<User> {
        let Some(root) = &self.state().root else {
            if !runs && self.is_artefact() {
                let why = "nothing in it says what runs, and it may only hand files on";
                return Setting::new(Value::Unknown(why.into()), Origin::Default, self.span());
            }
            return Setting::default(User::root(), self.span());
        };
        let state = self.state();
        let has_program = state.entrypoint.is_some() || state.command.is_some() || runs;
        let (value, blame) = match &root.value {
            Value::Known(image) => (default_user(image, has_program), self.span()),
            Value::OneOf(images) => {
                let users = images.iter().map(|image| default_user(image, has_program));
                (one_of(users), self.span())
            }
            Value::Unknown(_) => (Value::Unknown("the base image is not known".into()), root.blame),
        };
        if let Some(built) = root.known().and_then(|image| self.graph().built.find(image)) {
            return built.user.clone().via([Step::at(root.blame, "the base image decides")]);
        }
        let step = root.known().map(|_| Step::at(root.blame, "the base image decides"));
        Setting::new(value, Origin::Default, blame).via(step)
    }

    /// Whether it is only a container of files: nothing says what would run, and nothing in it could.
    fn is_artefact(&self) -> bool {
        let state = self.state();
        state.root.is_none()
            && !self.graph().stages.is_empty()
            && state.entrypoint.is_none()
            && state.command.is_none()
    }

    /// What ONBUILD adds to the environment of images that are built on it.
    pub fn deferred_env(&self) -> Vec<EnvVar> {
        let state = self.state();
        let later = state.deferred.as_deref().into_iter().flat_map(|later| later.scope.env());
        let has = |name: &str, it: &Variable| state.scope.env().any(|own| own == (name, it));
        env_of(later.filter(|(name, it)| !has(name, it)))
    }

    /// The user that ONBUILD sets in images that are built on it.
    pub fn deferred_user(&self) -> Option<Setting<User>> {
        let state = self.state();
        let later = state.deferred.as_deref()?.user.clone()?;
        let is_own = state.user.as_ref().is_some_and(|own| own.blame == later.blame);
        (!is_own).then_some(later)
    }

    /// The program of its entrypoint that goes on as another user than root, if it names one.
    fn user_switcher(&self) -> Option<&'static str> {
        let state = self.state();
        let programs = [state.entrypoint.as_ref(), state.command.as_ref()];
        let words: Vec<&str> = programs
            .into_iter()
            .flatten()
            .flat_map(|program| &program.words)
            .flat_map(|word| word.split_whitespace())
            .collect();
        let file = |word: &str| {
            let file = word.rsplit('/').next().unwrap_or(word);
            SWITCHERS.into_iter().find(|switcher| *switcher == file)
        };
        let (at, switcher) =
            words.iter().enumerate().find_map(|(at, word)| Some((at, file(word)?)))?;
        let user = next_user(switcher, &words[at + 1..]);
        (!user.is_some_and(|user| User::parse(user).is_root())).then_some(switcher)
    }
}

/// The user that a switcher goes on as: an option's value, or its first operand.
// gosu and su-exec: `user[:group] command`; chpst(8) `-u`; runuser(1) `-u`; setpriv(1) `--reuid`; su(1) takes root
// where no user stands.
fn next_user<'w>(switcher: &str, words: &[&'w str]) -> Option<&'w str> {
    let option = |names: &[&str]| {
        let mut rest = words.iter();
        while let Some(word) = rest.next() {
            for name in names {
                if let Some(value) = word.strip_prefix(*name) {
                    let value = value.strip_prefix('=').unwrap_or(value);
                    return if value.is_empty() { rest.next().copied() } else { Some(value) };
                }
            }
        }
        None
    };
    match switcher {
        "chpst" => option(&["-u", "-U"]).map(|user| user.trim_start_matches(':')),
        "setpriv" => option(&["--reuid"]),
        "runuser" => option(&["--user", "-u"]).or_else(|| operand(words)),
        "su" => operand(words).or(Some("root")),
        _ => operand(words),
    }
}

fn operand<'w>(words: &[&'w str]) -> Option<&'w str> {
    words.iter().find(|word| !word.starts_with('-')).copied()
}

/// Variables in the order in which they are written.
fn env_of<'v>(variables: impl Iterator<Item = (&'v str, &'v Variable)>) -> Vec<EnvVar> {
    let mut variables: Vec<_> = variables.collect();
    variables.sort_by_key(|(_, variable)| variable.name.start());
    let list = variables.into_iter().map(|(name, variable)| EnvVar {
        name: diag::Spanned::new(name.to_owned(), variable.name),
        value: EnvValue::Literal(variable.value.clone()),
        span: variable.span,
        trail: Vec::new(),
    });
    list.collect()
}

/// The user that a base image starts as, by the catalogue. What the stage runs itself may go through the entrypoint that it
/// takes over, or may not.
fn default_user(image: &ImageRef, has_program: bool) -> Value<User> {
    match catalogue::user(image, catalogue::Program::Own) {
        Value::Known(user) if user.steps_down && has_program => Value::Unknown(format!(
            "`{image}` starts as root and its entrypoint goes on as `{}`",
            user.name
        )),
        known => known,
    }
}

/// One of several values; unknown as soon as one of them is.
fn one_of(values: impl Iterator<Item = Value<User>>) -> Value<User> {
    let mut known = Vec::new();
    for value in values {
        match value {
            Value::Known(user) if known.contains(&user) => {}
            Value::Known(user) => known.push(user),
            unknown => return unknown,
        }
    }
    Value::OneOf(known)
}

impl Container for Image<'_> {
    fn kind(&self) -> SubjectKind {
        SubjectKind::Image
    }

    fn name(&self) -> &str {
        self.stage.name()
    }

    fn span(&self) -> Span {
        self.state().span
    }

    fn image(&self) -> Cow<'_, Setting<ImageRef>> {
        let scratch = || Cow::Owned(Setting::default(ImageRef::parse("scratch"), self.span()));
        self.state().root.as_ref().map_or_else(scratch, Cow::Borrowed)
    }

    fn is_built(&self) -> bool {
        true
    }

    fn is_windows(&self) -> bool {
        let root = self.state().root.as_ref();
        root.and_then(|root| root.known()).is_some_and(catalogue::is_for_windows)
    }

    fn user(&self) -> Setting<User> {
        self.user_of(false)
    }

    fn env(&self) -> Cow<'_, [EnvVar]> {
        env_of(self.state().scope.env()).into()
    }

    fn health(&self) -> Setting<Health> {
        if let Some(health) = &self.state().health {
            return health.clone();
        }
        let root = self.state().root.as_ref();
        if let Some(built) = root.and_then(|root| self.graph().built.find(root.known()?)) {
            return built.health.clone();
        }
        let known =
            self.state().root.as_ref().map(|root| root.known().map(catalogue::has_healthcheck));
        let value = match known {
            None if self.graph().stages.is_empty() => {
                Value::Unknown("the stage is not known".into())
            }
            None | Some(Some(Some(false))) => Value::Known(Health::None),
            Some(Some(Some(true))) => Value::Known(Health::Checked("the base image's".into())),
            Some(_) => Value::Unknown("the base image may have a health check of its own".into()),
        };
        Setting::new(value, Origin::Default, self.span())
    }

    fn ports(&self) -> Cow<'_, [Port]> {
        self.state().ports.as_slice().into()
    }

    fn as_image(&self) -> Option<&Image<'_>> {
        Some(self)
    }
}
