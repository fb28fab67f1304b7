//! Executes templates. Go `text/template/exec.go`, with Helm's `pkg/engine/engine.go` around it.

mod fields;
mod operands;

use std::collections::HashMap;
use std::rc::Rc;

use diag::{SourceId, Span};
use smol_str::{SmolStr, format_smolstr};

use crate::functions;
use crate::origin::{Frame, FrameId, Kind, OriginId, Origins};
use crate::print;
use crate::template::ast::{Branch, Call, List, Node, Pipe, Place};
use crate::text::{Rope, Text};
use crate::value::{Capabilities, Data, Map, Value};

/// How often actions are executed in one rendering.
const MAX_STEPS: usize = 5_000_000;
/// How many bytes one rendering writes, inner results included.
const MAX_OUTPUT: usize = 64 << 20;
/// How many bytes one text has.
pub(crate) const MAX_TEXT: usize = 16 << 20;
/// How deep templates call each other; charts that people write stay below thirty.
const MAX_CALLS: usize = 200;
/// How deep `tpl` is nested.
const MAX_TPL: usize = 50;

/// Why a rendering stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What is wrong, in the words that Helm has for it where it matters.
    pub message: String,
    /// The action.
    pub span: Option<Span>,
    /// Which kind of stop it is.
    pub kind: ErrorKind,
}

/// The kinds of stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The chart says that it cannot be rendered with these values: `fail`, `required`.
    Fail,
    /// A mistake of the template.
    Template,
    /// A budget of ours was exceeded, where Helm may go on.
    Budget,
}

/// The result of whatever can stop a rendering.
pub type Result<T> = std::result::Result<T, Error>;

/// A template that can be called.
#[derive(Debug)]
pub struct Define {
    /// What it does.
    pub list: List,
    /// The file it is written in.
    pub source: SourceId,
    /// The text of that file.
    pub text: Rc<str>,
    /// Whether it is the text of `tpl`, whose places mean nothing to a reader: the span of the call then stands for all.
    pub inline: Option<Span>,
}

/// Templates by name.
pub type Templates = HashMap<Rc<str>, Rc<Define>>;

/// One rendering: all templates of a chart and its subcharts.
pub struct Exec {
    /// Where everything comes from.
    pub origins: Origins,
    /// Templates by name; the later lists are those of `tpl` calls that are being executed.
    templates: Vec<Templates>,
    /// What Helm assumes of the cluster.
    pub capabilities: Capabilities,
    /// The action that is being executed.
    pub(crate) here: Option<Span>,
    /// The frame that is written in.
    frame: FrameId,
    steps: usize,
    written: usize,
    calls: usize,
    tpls: usize,
}

/// What is visible in a template.
pub(crate) struct Scope {
    define: Rc<Define>,
    dot: Value,
    variables: Vec<(Rc<str>, Value)>,
}

/// How execution goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    Next,
    Break,
    Continue,
}

impl Exec {
    /// A rendering with these templates.
    pub fn new(origins: Origins, templates: Templates, capabilities: Capabilities) -> Self {
        Self {
            origins,
            templates: vec![templates],
            capabilities,
            here: None,
            frame: FrameId::NONE,
            steps: 0,
            written: 0,
            calls: 0,
            tpls: 0,
        }
    }

    /// Executes a template on a value. What is missing prints as `<no value>`, as in Go.
    ///
    /// # Errors
    /// What stops Helm, and budgets.
    pub fn execute(&mut self, name: &str, dot: Value) -> Result<Rope> {
        let Some(define) = self.template(name) else {
            return Err(
                self.error(format!("no template {name:?} associated with template \"gotpl\""))
            );
        };
        let mut rope = Rope::default();
        self.run(&define, dot, &mut rope)?;
        Ok(rope)
    }

    /// `include`: the text of a template. Helm engine.go includeFun.
    pub(crate) fn include(&mut self, name: &str, dot: Value) -> Result<Value> {
        let frame = self.enter(format_smolstr!("include `{name}`"), dot.from);
        let rope = self.execute(name, dot)?;
        self.leave(frame);
        Ok(Value::text(rope))
    }

    /// `tpl`: a text as a template. Helm engine.go tplFun.
    pub(crate) fn tpl(&mut self, text: &Text, dot: Value) -> Result<Value> {
        if !text.as_str().contains("{{") {
            // Helm parses every text; without an action it stands for itself.
            return Ok(Value::new(Data::Str(text.clone()), text.origin()));
        }
        self.tpls += 1;
        if self.tpls > MAX_TPL {
            return Err(self.budget("`tpl` calls itself too often"));
        }
        let frame = self.enter("tpl".into(), text.origin());
        let span = self.origins.values(text.origin()).or(self.here);
        let body: Rc<str> = text.as_str().into();
        let parsed = crate::template::parse(&body, &functions::exists).map_err(|error| {
            self.error(format!("cannot parse template {body:?}: {}", error.message))
        })?;
        let inline = Some(span.unwrap_or(Span::file(SourceId(0))));
        let define =
            |list| Rc::new(Define { list, source: SourceId(0), text: Rc::clone(&body), inline });
        let defines = parsed.defines.into_iter().map(|(name, list)| (name, define(list)));
        self.templates.push(defines.collect());
        let mut rope = Rope::default();
        let main = define(parsed.main);
        let done = self.run(&main, dot, &mut rope);
        self.templates.pop();
        done?;
        self.tpls -= 1;
        self.leave(frame);
        // The results of `tpl` lose what is missing, those of `include` keep it.
        Ok(Value::text(without_missing(&rope.into())))
    }

    fn template(&self, name: &str) -> Option<Rc<Define>> {
        self.templates.iter().rev().find_map(|it| it.get(name)).cloned()
    }

    fn run(&mut self, define: &Rc<Define>, dot: Value, rope: &mut Rope) -> Result<()> {
        self.calls += 1;
        if self.calls > MAX_CALLS {
            return Err(self.budget("templates call each other too deeply"));
        }
        let here = self.here;
        let variables = vec![("$".into(), dot.clone())];
        let mut scope = Scope { define: Rc::clone(define), dot, variables };
        self.list(&define.list, &mut scope, rope)?;
        self.calls -= 1;
        self.here = here;
        Ok(())
    }

    fn list(&mut self, list: &[Node], scope: &mut Scope, rope: &mut Rope) -> Result<Flow> {
        for node in list {
            let flow = self.node(node, scope, rope)?;
            if flow != Flow::Next {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    fn node(&mut self, node: &Node, scope: &mut Scope, rope: &mut Rope) -> Result<Flow> {
        match node {
            Node::Text(place) => {
                let text = &scope.define.text[place.start as usize..place.end as usize];
                let origin =
                    self.origins.add(Kind::Template, Some(scope.span(place)), OriginId::NONE);
                self.charge(text.len())?;
                rope.push(text, origin, self.frame);
            }
            Node::Action(pipe) => {
                let value = self.pipe(pipe, scope)?;
                if pipe.variables.is_empty() {
                    let start = rope.text.len();
                    let frame = self.enter("action".into(), OriginId::NONE);
                    print::action(&value, rope, self.frame);
                    self.leave(frame);
                    self.charge(rope.text.len() - start)?;
                }
            }
            Node::Branch(branch) => return self.branch(branch, scope, rope),
            Node::Range(branch) => self.range(branch, scope, rope)?,
            Node::Template(call) => self.call(call, scope, rope)?,
            Node::Break => return Ok(Flow::Break),
            Node::Continue => return Ok(Flow::Continue),
        }
        Ok(Flow::Next)
    }

    fn branch(&mut self, branch: &Branch, scope: &mut Scope, rope: &mut Rope) -> Result<Flow> {
        let n_variables = scope.variables.len();
        let value = self.pipe(&branch.pipe, scope)?;
        let word = if branch.sets_dot { "with" } else { "if" };
        let frame = self.enter(word.into(), value.from);
        let (holds, dot) = (value.is_true(), scope.dot.clone());
        let list = if holds { &branch.body } else { &branch.otherwise };
        if holds && branch.sets_dot {
            scope.dot = value;
        }
        let flow = self.list(list, scope, rope)?;
        scope.dot = dot;
        scope.variables.truncate(n_variables);
        self.leave(frame);
        Ok(flow)
    }

    fn range(&mut self, branch: &Branch, scope: &mut Scope, rope: &mut Rope) -> Result<()> {
        let n_variables = scope.variables.len();
        // In a range the variables are set per element, not to the whole.
        let list = self.value(&branch.pipe, scope)?;
        let span = scope.span(&branch.pipe.place);
        let items = self.items(&list, span)?;
        let frame = self.enter("range".into(), list.from);
        let dot = scope.dot.clone();
        let names = &branch.pipe.variables;
        if items.is_empty() {
            self.list(&branch.otherwise, scope, rope)?;
        }
        for (key, item) in items {
            self.step()?;
            set_variables(names, branch.pipe.assigns, key, &item, scope);
            scope.dot = item;
            let flow = self.list(&branch.body, scope, rope)?;
            scope.variables.truncate(n_variables);
            if flow == Flow::Break {
                break;
            }
        }
        scope.dot = dot;
        self.leave(frame);
        Ok(())
    }

    /// What a range visits: keys and elements. Go exec.go walkRange.
    fn items(&mut self, list: &Value, span: Span) -> Result<Vec<(Value, Value)>> {
        self.here = Some(span);
        let counted = |n: i64| (0..n).map(|i| (Value::int(i, list.from), Value::int(i, list.from)));
        Ok(match &list.data {
            Data::Nil => Vec::new(),
            Data::List(items) => {
                let keys = (0i64..).map(|at| Value::int(at, list.from));
                keys.zip(items.iter().cloned()).collect()
            }
            Data::Map(map) => {
                let entry = |(key, slot): (Rc<str>, crate::value::Slot)| {
                    (Value::str(key, slot.key_from), slot.value)
                };
                map.entries().into_iter().map(entry).collect()
            }
            Data::Int(n, _) => {
                if usize::try_from(*n).is_ok_and(|n| n > MAX_STEPS) {
                    return Err(self.budget("the range is too long"));
                }
                counted(*n).collect()
            }
            Data::Object(object) => fields::items(object).ok_or_else(|| self.cannot_range(list))?,
            _ => return Err(self.cannot_range(list)),
        })
    }

    fn cannot_range(&self, value: &Value) -> Error {
        self.error(format!("range can't iterate over {}", print::sprint(value)))
    }

    fn call(&mut self, call: &Call, scope: &mut Scope, rope: &mut Rope) -> Result<()> {
        let dot = match &call.pipe {
            Some(pipe) => self.pipe(pipe, scope)?,
            None => Value::NIL,
        };
        self.here = Some(scope.span(&call.place));
        let Some(define) = self.template(&call.name) else {
            return Err(self.error(format!("template {:?} not defined", call.name)));
        };
        let frame = self.enter(format_smolstr!("template `{}`", call.name), dot.from);
        self.run(&define, dot, rope)?;
        self.leave(frame);
        Ok(())
    }

    /// A pipeline's value, which its variables are set to.
    pub(crate) fn pipe(&mut self, pipe: &Pipe, scope: &mut Scope) -> Result<Value> {
        let value = self.value(pipe, scope)?;
        for name in &pipe.variables {
            scope.set(name, pipe.assigns, value.clone());
        }
        Ok(value)
    }

    fn value(&mut self, pipe: &Pipe, scope: &mut Scope) -> Result<Value> {
        self.step()?;
        let span = scope.span(&pipe.place);
        let mut last = None;
        for command in &pipe.commands {
            self.here = Some(span);
            last = Some(self.command(command, scope, last)?);
        }
        self.here = Some(span);
        Ok(last.unwrap_or(Value::NIL))
    }

    fn enter(&mut self, text: SmolStr, from: OriginId) -> FrameId {
        let outer = self.frame;
        if let Some(span) = self.here {
            self.frame = self.origins.enter(Frame { span, text, from, outer });
        }
        outer
    }

    fn leave(&mut self, outer: FrameId) {
        self.frame = outer;
    }

    fn step(&mut self) -> Result<()> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return Err(self.budget("the templates take too many steps"));
        }
        Ok(())
    }

    /// Counts bytes before or after they are made.
    pub(crate) fn charge(&mut self, bytes: usize) -> Result<()> {
        self.written += bytes;
        if bytes > MAX_TEXT || self.written > MAX_OUTPUT || self.origins.len() > MAX_OUTPUT / 8 {
            return Err(self.budget("the templates write too much"));
        }
        Ok(())
    }

    /// A mistake of the action that is being executed.
    pub(crate) fn error(&self, message: impl Into<String>) -> Error {
        Error { message: message.into(), span: self.here, kind: ErrorKind::Template }
    }

    pub(crate) fn budget(&self, message: &str) -> Error {
        Error { message: message.into(), span: self.here, kind: ErrorKind::Budget }
    }

    /// The origin of a result that keeps no byte of what it was made from.
    pub(crate) fn derived(&mut self, name: &str, args: &[Value]) -> OriginId {
        let from: Vec<OriginId> = args.iter().flat_map(origins_of).collect();
        self.origins.derive(&Kind::Call(name.into()), self.here, from)
    }

    /// The origin of what a call adds of its own, such as the blanks of `indent`.
    pub(crate) fn own(&mut self, name: &str) -> OriginId {
        self.origins.add(Kind::Call(name.into()), self.here, OriginId::NONE)
    }

    /// The origin of what files do not decide.
    pub(crate) fn unknown(&mut self, why: &str) -> OriginId {
        self.origins.add(Kind::Unknown(why.into()), self.here, OriginId::NONE)
    }
}

impl Scope {
    /// The place of a node, in the file that a reader can open.
    fn span(&self, place: &Place) -> Span {
        let written = Span::new(self.define.source, place.start, place.end);
        self.define.inline.unwrap_or(written)
    }

    fn get(&self, name: &str) -> Value {
        let found = self.variables.iter().rev().find(|(it, _)| &**it == name);
        found.map_or(Value::NIL, |(_, value)| value.clone())
    }

    fn set(&mut self, name: &Rc<str>, assigns: bool, value: Value) {
        let known = self.variables.iter_mut().rev().find(|(it, _)| assigns && it == name);
        match known {
            Some((_, known)) => *known = value,
            None => self.variables.push((Rc::clone(name), value)),
        }
    }
}

/// One variable is the element, of two the first is the key.
fn set_variables(names: &[Rc<str>], assigns: bool, key: Value, item: &Value, scope: &mut Scope) {
    match names {
        [name] => scope.set(name, assigns, item.clone()),
        [first, second] => {
            scope.set(first, assigns, key);
            scope.set(second, assigns, item.clone());
        }
        _ => {}
    }
}

/// The origins that a value shows: of text all runs, of other values their own.
pub(crate) fn origins_of(value: &Value) -> Vec<OriginId> {
    match &value.data {
        Data::Str(text) => text.origins().take(crate::origin::MAX_FROM).collect(),
        _ => vec![value.from],
    }
}

/// A text without the `<no value>` of what is missing. Helm engine.go render.
pub fn without_missing(text: &Text) -> Text {
    const MISSING: &str = "<no value>";
    if !text.as_str().contains(MISSING) {
        return text.clone();
    }
    let mut rope = Rope::default();
    let mut start = 0;
    for (at, _) in text.as_str().match_indices(MISSING) {
        rope.push_slice(text, start..at);
        start = at + MISSING.len();
    }
    rope.push_slice(text, start..text.as_str().len());
    rope.into()
}

/// A map of these entries, all of one origin.
pub(crate) fn map_of(entries: impl IntoIterator<Item = (&'static str, Value)>) -> Map {
    let map = Map::new();
    for (key, value) in entries {
        map.put(key, value);
    }
    map
}
