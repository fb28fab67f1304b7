//! From a template's text to its trees. Go `text/template/parse/parse.go`.

use std::ops::Range;
use std::rc::Rc;

use super::Number;
use super::ast::{Branch, Call, Command, List, Node, Operand, Pipe, Place, Word, is_empty};
use super::lexer::{self, Kind, Token};

/// How deep actions and parentheses may be nested.
const MAX_DEPTH: usize = 128;

/// Why a template cannot be parsed, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What is wrong, in the words that Go has for it.
    pub message: String,
    /// Where.
    pub place: Place,
}

/// The trees of one file.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The file itself.
    pub main: List,
    /// What it defines, in order.
    pub defines: Vec<(Rc<str>, List)>,
}

/// Parses a file. `is_function` says which words are functions: another one is an error at once, as in Go.
///
/// # Errors
/// The first mistake.
pub fn parse(text: &str, is_function: &dyn Fn(&str) -> bool) -> Result<Parsed> {
    let mut parser = Parser {
        text,
        at: 0,
        tokens: Vec::new(),
        next: 0,
        variables: vec!["$".into()],
        n_ranges: 0,
        depth: 0,
        defines: Vec::new(),
        is_function,
        trims: false,
    };
    let (main, end) = parser.list()?;
    match end {
        Ended::Text => Ok(Parsed { main, defines: parser.defines }),
        Ended::End(place) | Ended::Else(place) => Err(error("unexpected {{end}}", place)),
    }
}

struct Parser<'a> {
    text: &'a str,
    /// Where the text goes on behind the current action.
    at: usize,
    /// The current action, and the token that is next in it.
    tokens: Vec<Token>,
    next: usize,
    /// Names that are visible, `$` first.
    variables: Vec<Rc<str>>,
    n_ranges: usize,
    depth: usize,
    defines: Vec<(Rc<str>, List)>,
    is_function: &'a dyn Fn(&str) -> bool,
    /// Whether the action before ended in `-}}`.
    trims: bool,
}

/// What ended a list.
enum Ended {
    Text,
    End(Range<usize>),
    /// `{{ else`, whose tokens behind the word are still to be read.
    Else(Range<usize>),
}

type Result<T> = std::result::Result<T, Error>;

impl Parser<'_> {
    /// Nodes up to an `{{ end }}`, an `{{ else }}` or the end of the text.
    fn list(&mut self) -> Result<(List, Ended)> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(error("the template is nested too deeply", self.at..self.at));
        }
        let mut list = List::new();
        let ended = loop {
            let Some(start) = self.literal(&mut list)? else { break Ended::Text };
            let word = self.word();
            match word.as_deref() {
                Some("end") => {
                    self.advance();
                    self.finish()?;
                    break Ended::End(start);
                }
                Some("else") => {
                    self.advance();
                    break Ended::Else(start);
                }
                Some("define") => self.define(&start)?,
                Some("block") => list.push(self.block(&start)?),
                _ => list.extend(self.action(word.as_deref(), start)?),
            }
        };
        self.depth -= 1;
        Ok((list, ended))
    }

    /// Adds the text up to the next action, and reads that; where it begins, if there is one. Comments are passed over.
    fn literal(&mut self, list: &mut List) -> Result<Option<Range<usize>>> {
        loop {
            let start = self.at;
            let open = self.text[start..].find("{{").map(|at| start + at);
            let behind = open.map_or(self.text.len(), |at| at + 2);
            let trims = trims_before(&self.text[behind..]);
            let mut place = start..open.unwrap_or(self.text.len());
            if self.trims {
                place.start += blanks(&self.text[place.clone()]);
            }
            if open.is_some() && trims {
                let text = &self.text[place.clone()];
                place.end = place.start + text.trim_end_matches(is_blank).len();
            }
            if place.start < place.end {
                list.push(Node::Text(to_place(place)));
            }
            let Some(open) = open else {
                self.at = self.text.len();
                return Ok(None);
            };
            let inner = behind + if trims { 2 } else { 0 };
            if self.text[inner..].starts_with("/*") {
                self.comment(open, inner)?;
                continue;
            }
            let action = lexer::action(self.text, inner)
                .map_err(|(message, place)| error(message, place))?;
            (self.at, self.trims, self.tokens, self.next) =
                (action.end, action.trims, action.tokens, 0);
            self.skip_space();
            return Ok(Some(open..action.end));
        }
    }

    fn comment(&mut self, open: usize, inner: usize) -> Result<()> {
        let end = self.text[inner..].find("*/").map(|at| inner + at + 2);
        let Some(end) = end else { return Err(error("unclosed comment", open..self.text.len())) };
        let rest = &self.text[end..];
        let trimming = rest.starts_with(is_blank) && rest[1..].starts_with("-}}");
        let length = match (rest.starts_with("}}"), trimming) {
            (true, _) => 2,
            (_, true) => 4,
            _ => return Err(error("comment ends before closing delimiter", open..end)),
        };
        (self.at, self.trims) = (end + length, trimming);
        Ok(())
    }

    fn action(&mut self, word: Option<&str>, whole: Range<usize>) -> Result<Option<Node>> {
        let control = match word {
            Some("if" | "with") => {
                self.advance();
                Node::Branch(Box::new(self.branch(word == Some("with"))?))
            }
            Some("range") => {
                self.advance();
                self.n_ranges += 1;
                let branch = self.branch(true)?;
                self.n_ranges -= 1;
                Node::Range(Box::new(branch))
            }
            Some("template") => {
                self.advance();
                self.template(&whole)?
            }
            Some("break" | "continue") => {
                self.advance();
                self.finish()?;
                if self.n_ranges == 0 {
                    return Err(error("{{break}} or {{continue}} outside {{range}}", whole));
                }
                if word == Some("break") { Node::Break } else { Node::Continue }
            }
            _ => {
                let pipe = self.pipeline("command")?;
                self.finish()?;
                Node::Action(pipe)
            }
        };
        Ok(Some(control))
    }

    /// The rest of `if`, `with` or `range`, with its lists and its `{{ end }}`.
    fn branch(&mut self, sets_dot: bool) -> Result<Branch> {
        let n_variables = self.variables.len();
        let pipe = self.pipeline("control")?;
        self.finish()?;
        let (body, ended) = self.list()?;
        let otherwise = match ended {
            Ended::End(_) => List::new(),
            Ended::Text => return Err(self.unexpected_end()),
            Ended::Else(place) => self.otherwise(place)?,
        };
        self.variables.truncate(n_variables);
        Ok(Branch { sets_dot, pipe, body, otherwise })
    }

    /// Behind `{{ else`: `if` and `with` go on as one branch inside it, which shares the `{{ end }}`.
    fn otherwise(&mut self, place: Range<usize>) -> Result<List> {
        self.skip_space();
        if let Some(word @ ("if" | "with")) = self.word().as_deref() {
            let sets_dot = word == "with";
            self.advance();
            return Ok(vec![Node::Branch(Box::new(self.branch(sets_dot)?))]);
        }
        self.finish()?;
        let (list, ended) = self.list()?;
        match ended {
            Ended::End(_) => Ok(list),
            Ended::Text => Err(self.unexpected_end()),
            Ended::Else(_) => Err(error("expected end; found {{else}}", place)),
        }
    }

    fn define(&mut self, whole: &Range<usize>) -> Result<()> {
        self.advance();
        if self.depth > 1 {
            return Err(error("unexpected {{define}}", whole.clone()));
        }
        let name = self.name()?;
        self.finish()?;
        let body = self.body(vec!["$".into()])?;
        self.add(name, body, whole)
    }

    fn block(&mut self, whole: &Range<usize>) -> Result<Node> {
        self.advance();
        let name = self.name()?;
        let pipe = self.pipeline("block clause")?;
        self.finish()?;
        let body = self.body(vec!["$".into()])?;
        self.add(Rc::clone(&name), body, whole)?;
        Ok(Node::Template(Box::new(Call {
            place: to_place(whole.clone()),
            name,
            pipe: Some(pipe),
        })))
    }

    /// The list of a `define` or `block`, which sees no variables of its surroundings.
    fn body(&mut self, variables: Vec<Rc<str>>) -> Result<List> {
        let outer = std::mem::replace(&mut self.variables, variables);
        let n_ranges = std::mem::take(&mut self.n_ranges);
        let (list, ended) = self.list()?;
        (self.variables, self.n_ranges) = (outer, n_ranges);
        match ended {
            Ended::End(_) => Ok(list),
            Ended::Text => Err(self.unexpected_end()),
            Ended::Else(place) => Err(error("unexpected {{else}} in define clause", place)),
        }
    }

    fn add(&mut self, name: Rc<str>, list: List, whole: &Range<usize>) -> Result<()> {
        let text = self.text;
        let Some((_, known)) = self.defines.iter_mut().find(|(it, _)| *it == name) else {
            self.defines.push((name, list));
            return Ok(());
        };
        if is_empty(known, text) {
            *known = list;
        } else if !is_empty(&list, text) {
            let message = format!("template: multiple definition of template {name:?}");
            return Err(error(message, whole.clone()));
        }
        Ok(())
    }

    fn template(&mut self, whole: &Range<usize>) -> Result<Node> {
        let name = self.name()?;
        self.skip_space();
        let pipe = match self.peek() {
            Kind::End => None,
            _ => Some(self.pipeline("template clause")?),
        };
        self.finish()?;
        Ok(Node::Template(Box::new(Call { place: to_place(whole.clone()), name, pipe })))
    }

    fn name(&mut self) -> Result<Rc<str>> {
        self.skip_space();
        let token = self.token();
        match token.kind {
            Kind::Quoted | Kind::Raw => self.string(&token),
            _ => Err(error("unexpected token in template clause", token.place)),
        }
    }

    fn pipeline(&mut self, context: &str) -> Result<Pipe> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(error("the expression is nested too deeply", self.token().place));
        }
        self.skip_space();
        let start = self.tokens[self.next].place.start;
        let (variables, assigns) = self.variables(context)?;
        let mut commands = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                Kind::End | Kind::Close => break,
                _ => commands.push(self.command()?),
            }
            self.skip_space();
            if self.peek() == Kind::Pipe {
                // One at the end is passed over, as in Go.
                self.advance();
            }
        }
        let end = self.tokens[self.next].place.start;
        if commands.is_empty() {
            return Err(error(format!("missing value for {context}"), start..end));
        }
        check_pipeline(&commands)?;
        self.depth -= 1;
        let end = start + self.text[start..end].trim_end().len();
        Ok(Pipe { place: to_place(start..end), variables, assigns, commands })
    }

    /// `$x :=`, `$x =`, and in a range `$i, $x :=`.
    fn variables(&mut self, context: &str) -> Result<(Vec<Rc<str>>, bool)> {
        let before = self.next;
        let mut names: Vec<Rc<str>> = Vec::new();
        while self.peek() == Kind::Variable {
            let token = self.token();
            names.push(self.text[token.place].into());
            self.skip_space();
            match self.peek() {
                Kind::Declare | Kind::Assign => {
                    let assigns = self.peek() == Kind::Assign;
                    let place = self.token().place;
                    if names.len() > 2 || (names.len() == 2 && context != "control") {
                        return Err(error(format!("too many declarations in {context}"), place));
                    }
                    if assigns {
                        names.iter().try_for_each(|name| self.known(name, &place))?;
                    } else {
                        self.variables.extend(names.iter().cloned());
                    }
                    return Ok((names, assigns));
                }
                Kind::Comma => {
                    self.advance();
                    self.skip_space();
                }
                _ => break,
            }
        }
        self.next = before;
        Ok((Vec::new(), false))
    }

    fn known(&self, name: &str, place: &Range<usize>) -> Result<()> {
        if self.variables.iter().any(|it| &**it == name) {
            return Ok(());
        }
        Err(error(format!("undefined variable {name:?}"), place.clone()))
    }

    fn command(&mut self) -> Result<Command> {
        let mut words = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                Kind::End | Kind::Close | Kind::Pipe => break,
                _ => words.push(self.operand()?),
            }
            match self.peek() {
                Kind::Space | Kind::End | Kind::Close | Kind::Pipe => {}
                _ => return Err(error("unexpected token in operand", self.token().place)),
            }
        }
        if words.is_empty() {
            return Err(error("empty command", self.token().place));
        }
        Ok(Command { words })
    }

    /// A term with the fields behind it.
    fn operand(&mut self) -> Result<Word> {
        let start = self.tokens[self.next].place.start;
        let mut word = self.term()?;
        let mut fields: Vec<Rc<str>> = Vec::new();
        while self.peek() == Kind::Field {
            let token = self.token();
            fields.push(self.text[token.place.start + 1..token.place.end].into());
            word.place.end = to_place(token.place).end;
        }
        if fields.is_empty() {
            return Ok(word);
        }
        word.kind = match word.kind {
            Operand::Field(mut names) => {
                names.append(&mut fields);
                Operand::Field(names)
            }
            Operand::Variable(mut names) => {
                names.append(&mut fields);
                Operand::Variable(names)
            }
            kind @ (Operand::Bool(_)
            | Operand::Str(_)
            | Operand::Number(_)
            | Operand::Nil
            | Operand::Dot) => {
                let end = word.place.end as usize;
                drop(kind);
                return Err(error("unexpected . after term", start..end));
            }
            kind => {
                let inner = Word { place: word.place.clone(), kind };
                Operand::Chain(Box::new(inner), fields)
            }
        };
        Ok(word)
    }

    fn term(&mut self) -> Result<Word> {
        let token = self.token();
        let text = &self.text[token.place.clone()];
        let kind = match token.kind {
            Kind::Dot => Operand::Dot,
            Kind::Field => Operand::Field(vec![text[1..].into()]),
            Kind::Variable => {
                self.known(text, &token.place)?;
                Operand::Variable(vec![text.into()])
            }
            Kind::Quoted | Kind::Raw => Operand::Str(self.string(&token)?),
            Kind::Number => match Number::parse(text) {
                Some(number) => Operand::Number(number),
                None => return Err(error("bad number syntax", token.place)),
            },
            Kind::Word => match text {
                "nil" => Operand::Nil,
                "true" | "false" => Operand::Bool(text == "true"),
                _ if (self.is_function)(text) => Operand::Function(text.into()),
                _ => {
                    return Err(error(format!("function {text:?} not defined"), token.place));
                }
            },
            Kind::Open => {
                let pipe = self.pipeline("parenthesized pipeline")?;
                let close = self.token();
                if close.kind != Kind::Close {
                    return Err(error("unclosed left paren", close.place));
                }
                let place = to_place(token.place.start..close.place.end);
                return Ok(Word { place, kind: Operand::Pipe(Box::new(pipe)) });
            }
            _ => return Err(error("unexpected token in operand", token.place)),
        };
        Ok(Word { place: to_place(token.place), kind })
    }

    fn string(&self, token: &Token) -> Result<Rc<str>> {
        let text = &self.text[token.place.clone()];
        let inner = &text[1..text.len() - 1];
        if token.kind == Kind::Raw {
            return Ok(inner.replace('\r', "").into());
        }
        let unquoted = crate::functions::quote::unquote(inner);
        unquoted.map(Into::into).ok_or_else(|| error("invalid syntax", token.place.clone()))
    }

    /// The action must be at its end.
    fn finish(&mut self) -> Result<()> {
        self.skip_space();
        let token = self.token();
        match token.kind {
            Kind::End => Ok(()),
            _ => Err(error("unexpected token in action", token.place)),
        }
    }

    fn word(&self) -> Option<String> {
        let token = &self.tokens[self.next];
        (token.kind == Kind::Word).then(|| self.text[token.place.clone()].to_owned())
    }

    fn peek(&self) -> Kind {
        self.tokens[self.next].kind
    }

    /// The next token, which is passed; the last one stays.
    fn token(&mut self) -> Token {
        let token = self.tokens[self.next].clone();
        self.advance();
        token
    }

    fn advance(&mut self) {
        self.next = (self.next + 1).min(self.tokens.len() - 1);
    }

    fn skip_space(&mut self) {
        while self.peek() == Kind::Space {
            self.advance();
        }
    }

    fn unexpected_end(&self) -> Error {
        error("unexpected EOF", self.text.len()..self.text.len())
    }
}

/// Only the first command of a pipeline may be a constant. Go parse.go checkPipeline.
fn check_pipeline(commands: &[Command]) -> Result<()> {
    let is_constant = |word: &Word| {
        matches!(
            word.kind,
            Operand::Bool(_) | Operand::Dot | Operand::Nil | Operand::Number(_) | Operand::Str(_)
        )
    };
    let wrong = commands.iter().skip(1).filter_map(|it| it.words.first());
    match wrong.into_iter().find(|word| is_constant(word)) {
        Some(word) => Err(Error {
            message: "non executable command in pipeline".into(),
            place: word.place.clone(),
        }),
        None => Ok(()),
    }
}

fn error(message: impl Into<String>, place: Range<usize>) -> Error {
    Error { message: message.into(), place: to_place(place) }
}

fn to_place(place: Range<usize>) -> Place {
    let to = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    to(place.start)..to(place.end)
}

/// Whether an action begins with `- `. Go lex.go hasLeftTrimMarker.
fn trims_before(inner: &str) -> bool {
    inner.starts_with('-') && inner[1..].starts_with(is_blank)
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n')
}

fn blanks(text: &str) -> usize {
    text.len() - text.trim_start_matches(is_blank).len()
}
