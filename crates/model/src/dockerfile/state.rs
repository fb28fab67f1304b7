//! What a stage ends up with: the configuration that its instructions, and the stages before it, leave in the image.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::sync::OnceLock;

use diag::{Span, Spanned, Step};
use syntax::dockerfile::{Command, Healthcheck, Instruction, Kind, Pair, Word};

use super::scope::Scope;
use super::views::TransferView;
use crate::{Health, ImageRef, Origin, Port, Setting, User, Value};

/// What a stage starts from.
#[derive(Clone, Debug, PartialEq)]
pub enum Base {
    /// Nothing.
    Scratch,
    /// An image from outside the file.
    Image(Setting<ImageRef>),
    /// A stage of the same file; several if a variable decides which.
    Stages(Vec<usize>),
}

impl Base {
    /// The stages it may be.
    pub fn parents(&self) -> Vec<usize> {
        match self {
            Self::Stages(parents) => parents.clone(),
            _ => Vec::new(),
        }
    }
}

/// A command that the image runs: ENTRYPOINT or CMD.
#[derive(Clone, Debug, PartialEq)]
pub struct Program {
    /// The words of exec form, or the text of shell form as one.
    pub words: Vec<String>,
    /// Whether a shell runs it.
    pub is_shell: bool,
    /// The instruction.
    pub span: Span,
}

/// A stage after its last instruction.
#[derive(Clone, Debug)]
pub struct StageState {
    /// The FROM instruction.
    pub span: Span,
    /// Its name, as written.
    pub name: Option<Spanned<String>>,
    /// Its instructions in the file, the FROM first.
    pub instructions: Range<usize>,
    /// What it starts from.
    pub base: Base,
    /// Tag and digest of a base image whose registry or repository is not known (`${REGISTRY}/app:1.0`).
    pub base_version: Option<ImageRef>,
    /// The image outside the file that all of it rests on, through other stages; `None` for scratch.
    pub root: Option<Setting<ImageRef>>,
    /// Its variables.
    pub scope: Scope,
    /// What USER sets; `None` leaves it to the base image.
    pub user: Option<Setting<User>>,
    /// What HEALTHCHECK sets; `None` leaves it to the base image.
    pub health: Option<Setting<Health>>,
    /// What SHELL sets.
    pub shell: Option<Spanned<Vec<String>>>,
    /// What ENTRYPOINT sets.
    pub entrypoint: Option<Program>,
    /// What CMD sets.
    pub command: Option<Program>,
    /// Whether CMD stands in the stage itself or in what ONBUILD runs in it.
    has_own_command: bool,
    /// Ports that EXPOSE names.
    pub ports: Vec<Port>,
    /// Paths that VOLUME names.
    pub volumes: Vec<Spanned<String>>,
    /// What LABEL sets.
    pub labels: Vec<(Spanned<String>, Spanned<String>)>,
    /// Where labels stand in the list.
    label_places: HashMap<String, usize>,
    /// How many stages it stands on.
    depth: usize,
    /// Working directory, if WORKDIR sets it and it is known.
    pub workdir: Option<Setting<String>>,
    /// What an image that is built on it starts with, if ONBUILD defers anything: the state with that done.
    pub deferred: Option<Box<StageState>>,
    /// COPY and ADD, once somebody has asked for them.
    pub(super) transfers: OnceLock<Vec<TransferView>>,
}

impl StageState {
    pub(super) fn new(span: Span, at: usize, base: Base, name: Option<Spanned<String>>) -> Self {
        let root = match &base {
            Base::Image(image) => Some(image.clone()),
            _ => None,
        };
        Self {
            span,
            name,
            instructions: at..at,
            scope: Scope::default(),
            base,
            base_version: None,
            root,
            user: None,
            health: None,
            shell: None,
            entrypoint: None,
            command: None,
            has_own_command: false,
            ports: Vec::new(),
            volumes: Vec::new(),
            labels: Vec::new(),
            label_places: HashMap::new(),
            depth: 0,
            workdir: None,
            deferred: None,
            transfers: OnceLock::new(),
        }
    }

    /// Its name as `BuildKit` stores it: in lower case.
    pub fn stored_name(&self) -> Option<String> {
        self.name.as_ref().map(|name| name.value.to_lowercase())
    }

    /// How many values a stage that stands on it copies, and looks at on the way to its root.
    pub(super) fn weight(&self) -> usize {
        let lists = self.ports.len() + self.volumes.len() + self.labels.len();
        self.scope.len() + 2 * lists + self.depth / 8
    }

    /// Whether a reference means it, in any case.
    pub fn name_is(&self, name: &str) -> bool {
        self.name.as_ref().is_some_and(|own| own.value.eq_ignore_ascii_case(name))
    }

    /// Takes over what a parent stage leaves; what other possible parents leave differently becomes unknown.
    pub(super) fn inherit<'s>(&mut self, parent: &Self, others: impl Iterator<Item = &'s Self>) {
        let shown = parent.name.as_ref().map_or("an earlier stage", |name| &name.value);
        let step = Step::at(self.span, format!("inherited from `{shown}` here"));
        self.root.clone_from(&parent.root);
        self.scope.inherit(&parent.scope);
        self.user = parent.user.clone().map(|user| user.inherited(step.clone()));
        self.health = parent.health.clone().map(|health| health.inherited(step.clone()));
        self.workdir = parent.workdir.clone().map(|workdir| workdir.inherited(step));
        self.shell.clone_from(&parent.shell);
        self.entrypoint.clone_from(&parent.entrypoint);
        self.command.clone_from(&parent.command);
        self.ports.clone_from(&parent.ports);
        self.volumes.clone_from(&parent.volumes);
        self.labels.clone_from(&parent.labels);
        self.label_places.clone_from(&parent.label_places);
        self.depth = parent.depth + 1;
        for other in others {
            self.doubt(other);
        }
    }

    /// A stage of no instructions that starts from it, at its own place.
    pub(super) fn child(&self) -> Self {
        let at = self.instructions.end;
        let mut child = Self::new(self.span, at, self.base.clone(), self.name.clone());
        child.scope = self.scope.clone();
        child.inherit(self, std::iter::empty());
        child
    }

    /// What ONBUILD of the parent stage does before the first instruction.
    pub(super) fn run_triggers<'t>(
        &mut self,
        triggers: impl Iterator<Item = &'t Instruction>,
        escape: u8,
        globals: &Scope,
    ) {
        let mut is_any = false;
        for trigger in triggers {
            self.apply(trigger, escape, globals);
            is_any = true;
        }
        if !is_any {
            return;
        }
        let step = Step::at(self.span, "`ONBUILD` of the stage before runs here");
        self.user = self.user.take().map(|it| Self::triggered(it, &step));
        self.health = self.health.take().map(|it| Self::triggered(it, &step));
        self.workdir = self.workdir.take().map(|it| Self::triggered(it, &step));
    }

    /// What a trigger has set was written before the stage; what was inherited has its step already.
    fn triggered<T>(setting: Setting<T>, step: &Step) -> Setting<T> {
        let is_ours = setting.origin == Origin::Written;
        if is_ours { setting.inherited(step.clone()) } else { setting }
    }

    fn doubt(&mut self, other: &Self) {
        self.scope.blur(&other.scope);
        self.user = either(self.user.take(), other.user.as_ref());
        self.health = either(self.health.take(), other.health.as_ref());
        self.root = either(self.root.take(), other.root.as_ref());
    }

    /// What one instruction changes.
    pub(super) fn apply(&mut self, instruction: &Instruction, escape: u8, globals: &Scope) {
        match &instruction.kind {
            Kind::Arg(pairs) => {
                for pair in pairs {
                    self.scope.declare(pair, escape, Some(globals));
                }
            }
            Kind::Env(pairs) => self.scope.set_env(pairs, escape),
            Kind::User(word) => {
                self.user = Some(self.setting(word, escape).map(|text| User::parse(&text)));
            }
            Kind::Workdir(word) => self.workdir = Some(self.work_in(word, escape)),
            Kind::Healthcheck(check) => {
                let health = match check {
                    Healthcheck::None => Health::Disabled,
                    Healthcheck::Command(command) => Health::Checked(shown(command)),
                };
                self.health = Some(Setting::written(health, instruction.span));
            }
            Kind::Shell(words) => self.shell = Some(Spanned::new(texts(words), instruction.span)),
            Kind::Entrypoint(command) => {
                // Docker resets the CMD that an earlier stage or image set when ENTRYPOINT changes.
                self.command = self.command.take().filter(|_| self.has_own_command);
                self.entrypoint = Some(program(command, instruction.span));
            }
            Kind::Cmd(command) => {
                self.has_own_command = true;
                self.command = Some(program(command, instruction.span));
            }
            Kind::Expose(words) => words.iter().for_each(|word| self.expose(word, escape)),
            Kind::Volume(words) => {
                let paths = words.iter().filter_map(|word| self.known(word, escape));
                self.volumes.extend(paths.collect::<Vec<_>>());
            }
            Kind::Label(pairs) => self.label(pairs, escape),
            _ => {}
        }
    }

    fn setting(&self, word: &Word, escape: u8) -> Setting<String> {
        let expanded = self.scope.expand(&word.text, escape);
        Setting {
            value: expanded.value,
            origin: Origin::Written,
            blame: word.span,
            trail: expanded.steps,
        }
    }

    fn known(&self, word: &Word, escape: u8) -> Option<Spanned<String>> {
        match self.scope.expand(&word.text, escape).value {
            Value::Known(text) => Some(Spanned::new(text, word.span)),
            _ => None,
        }
    }

    fn work_in(&self, word: &Word, escape: u8) -> Setting<String> {
        let next = self.setting(word, escape);
        let current =
            self.workdir.as_ref().and_then(Setting::known).map_or("/", String::as_str).to_owned();
        next.map(|path| {
            let is_absolute =
                path.starts_with(['/', '\\']) || path.as_bytes().get(1) == Some(&b':');
            if is_absolute { path } else { format!("{}/{path}", current.trim_end_matches('/')) }
        })
    }

    fn expose(&mut self, word: &Word, escape: u8) {
        let Some(text) = self.known(word, escape) else { return };
        for part in text.value.split_whitespace() {
            let (range, protocol) = part.split_once('/').unwrap_or((part, "tcp"));
            let container = range.rsplit(':').next().unwrap_or(range);
            let (first, last) = container.split_once('-').unwrap_or((container, container));
            if let (Ok(first), Ok(last)) = (first.parse(), last.parse()) {
                let protocol = protocol.to_ascii_lowercase();
                let port = Port {
                    container: Some((first, last)),
                    host: None,
                    published: false,
                    interface: None,
                    protocol,
                    doubt: None,
                    span: text.span,
                    interface_span: text.span,
                    host_span: text.span,
                };
                self.ports.push(port);
            }
        }
    }

    fn label(&mut self, pairs: &[Pair], escape: u8) {
        for pair in pairs {
            let Some(value) = pair.value.as_ref().and_then(|value| self.known(value, escape))
            else {
                continue;
            };
            let Some(key) = self.known(&pair.key, escape) else { continue };
            match self.label_places.entry(key.value.clone()) {
                Entry::Occupied(place) => self.labels[*place.get()] = (key, value),
                Entry::Vacant(place) => {
                    place.insert(self.labels.len());
                    self.labels.push((key, value));
                }
            }
        }
    }
}

/// One setting out of two possible ones. Where one of the parents leaves it to its base image, only that image would tell.
fn either<T: Clone + PartialEq>(
    first: Option<Setting<T>>,
    second: Option<&Setting<T>>,
) -> Option<Setting<T>> {
    let mut either = first.clone().or_else(|| second.cloned())?;
    either.value = match (first.map(|it| it.value), second.map(|it| &it.value)) {
        (Some(first), Some(second)) if first == *second => first,
        (Some(Value::Known(a)), Some(Value::Known(b))) => Value::OneOf(vec![a, b.clone()]),
        (Some(Value::OneOf(mut list)), Some(Value::Known(b))) => {
            list.push(b.clone());
            Value::OneOf(list)
        }
        _ => Value::Unknown("it differs between the stages this may start from".into()),
    };
    Some(either)
}

fn texts(words: &[Word]) -> Vec<String> {
    words.iter().map(|word| word.text.to_string()).collect()
}

fn program(command: &Command, span: Span) -> Program {
    match command {
        Command::Shell(text) => {
            Program { words: vec![text.as_str().to_owned()], is_shell: true, span }
        }
        Command::Exec(words) => Program { words: texts(words), is_shell: false, span },
    }
}

fn shown(command: &Command) -> String {
    match command {
        Command::Shell(text) => text.as_str().to_owned(),
        Command::Exec(words) => texts(words).join(" "),
    }
}
