//! The tree of a template.

use std::ops::Range;
use std::rc::Rc;

use super::Number;

/// Bytes of the template's text.
pub type Place = Range<u32>;

/// What is executed one after another.
pub type List = Vec<Node>;

/// A node of the tree.
#[derive(Debug)]
pub enum Node {
    /// Text as it is written, trimmed where its neighbours ask for it.
    Text(Place),
    /// `{{ pipeline }}`.
    Action(Pipe),
    /// `{{ if }}`, and `{{ with }}`, which sets the dot.
    Branch(Box<Branch>),
    /// `{{ range }}`.
    Range(Box<Branch>),
    /// `{{ template "name" pipeline }}`.
    Template(Box<Call>),
    /// `{{ break }}`.
    Break,
    /// `{{ continue }}`.
    Continue,
}

/// `if`, `with` or `range` with its lists.
#[derive(Debug)]
pub struct Branch {
    /// Whether the dot becomes the pipeline's value.
    pub sets_dot: bool,
    /// The condition, or what is ranged over.
    pub pipe: Pipe,
    /// What is executed if it holds, or for every element.
    pub body: List,
    /// What is executed otherwise.
    pub otherwise: List,
}

/// A call of a named template.
#[derive(Debug)]
pub struct Call {
    /// The whole action.
    pub place: Place,
    /// The template's name.
    pub name: Rc<str>,
    /// Its argument.
    pub pipe: Option<Pipe>,
}

/// A pipeline: commands, each of which takes the value of the one before as its last argument.
#[derive(Debug)]
pub struct Pipe {
    /// The pipeline with its variables.
    pub place: Place,
    /// The variables that are set.
    pub variables: Vec<Rc<str>>,
    /// Whether they exist already (`=`), rather than being declared (`:=`).
    pub assigns: bool,
    /// The commands.
    pub commands: Vec<Command>,
}

/// A function or method with its arguments, or one operand.
#[derive(Debug)]
pub struct Command {
    /// The words.
    pub words: Vec<Word>,
}

/// An operand and its place.
#[derive(Debug)]
pub struct Word {
    /// Where it is written.
    pub place: Place,
    /// What it is.
    pub kind: Operand,
}

/// An operand.
#[derive(Debug)]
pub enum Operand {
    /// `.`
    Dot,
    /// `nil`
    Nil,
    /// `true`, `false`
    Bool(bool),
    /// A string, unquoted.
    Str(Rc<str>),
    /// A number or character.
    Number(Number),
    /// `.a.b`
    Field(Vec<Rc<str>>),
    /// `$x.a.b`; the first name has its `$`.
    Variable(Vec<Rc<str>>),
    /// `(pipeline).a.b`
    Chain(Box<Word>, Vec<Rc<str>>),
    /// `(pipeline)`
    Pipe(Box<Pipe>),
    /// The name of a function.
    Function(Rc<str>),
}

/// Whether a list writes nothing: blanks and comments alone. Such a `define` replaces none.
/// Go `text/template/parse/parse.go` `IsEmptyTree`.
pub fn is_empty(list: &[Node], text: &str) -> bool {
    list.iter().all(|node| match node {
        Node::Text(place) => {
            text.get(place.start as usize..place.end as usize).is_none_or(|it| it.trim().is_empty())
        }
        _ => false,
    })
}
