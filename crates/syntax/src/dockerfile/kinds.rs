//! What the arguments of each instruction mean.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use smol_str::SmolStr;

use super::args::{Text, is_blank};
use super::heredoc::opener;
use super::json::Json;
use super::keyword::Keyword;
use super::parser::Parser;
use super::sink::{Sink, shown};
use super::text::to_u32;
use super::tree::{
    Command, From, Instruction, Kind, Pair, PairForm, Run, Transfer, TransferSource, Word,
};
use super::{flags, healthcheck, mount};

type Args = Range<usize>;

/// Whether arguments that are a JSON array are read as one.
pub(super) fn takes_json(keyword: Keyword) -> bool {
    use Keyword::{Add, Cmd, Copy, Entrypoint, Run, Shell, Volume};
    matches!(keyword, Add | Cmd | Copy | Entrypoint | Run | Shell | Volume)
}

/// Reads the arguments of a known instruction.
pub(super) fn read(
    parser: &mut Parser<'_>,
    text: Text<'_>,
    it: &Instruction,
    args: Args,
    json: Json,
) -> Kind {
    let keyword = it.keyword.value;
    if keyword == Keyword::Onbuild {
        return onbuild(parser, text, it, args);
    }
    if !(keyword == Keyword::Healthcheck && healthcheck::is_none(&text.str[args.clone()])) {
        flags::check(keyword, &it.flags, &mut parser.sink);
    }
    if let Json::Mixed(element) = json {
        let span = text.span(&(args.start + element.start..args.start + element.end));
        not_a_string(span, &mut parser.sink);
        return Kind::Invalid;
    }
    let array = match json {
        Json::Strings(strings) => Some(elements(text, &args, strings)),
        Json::Mixed(_) | Json::None => None,
    };
    let mut reader = Reader { text, it, args, sink: &mut parser.sink };
    reader.kind(keyword, array).unwrap_or(Kind::Invalid)
}

pub(super) fn not_a_string(span: diag::Span, sink: &mut Sink) {
    sink.error(span, "a JSON array of arguments holds only strings").help =
        Some("put it in double quotes".to_owned());
}

/// The words of a JSON array that was found in `args`.
pub(super) fn elements(
    text: Text<'_>,
    args: &Args,
    strings: Vec<(String, Range<usize>)>,
) -> Vec<Word> {
    let word = |(decoded, inside): (String, Range<usize>)| {
        let start = args.start + inside.start;
        Word {
            text: SmolStr::new(decoded),
            start: to_u32(start),
            span: text.span(&(start - 1..args.start + inside.end + 1)),
        }
    };
    strings.into_iter().map(word).collect()
}

fn onbuild(parser: &mut Parser<'_>, text: Text<'_>, it: &Instruction, args: Args) -> Kind {
    flags::check(Keyword::Onbuild, &it.flags, &mut parser.sink);
    if args.is_empty() {
        parser.sink.refuse(it.span, "`ONBUILD` needs an instruction", None);
        return Kind::Invalid;
    }
    let word_end =
        text.str[args.clone()].bytes().position(is_blank).map_or(args.end, |at| args.start + at);
    let trigger = Keyword::of(&text.str[args.start..word_end]);
    if matches!(trigger, Keyword::Onbuild | Keyword::From | Keyword::Maintainer) {
        let message = format!("`ONBUILD` cannot defer `{}`", trigger.as_str());
        parser.sink.refuse(text.span(&(args.start..word_end)), message, None);
    }
    // A second level is refused, and a thousandth must not exhaust the stack.
    if trigger == Keyword::Onbuild {
        return Kind::Invalid;
    }
    let outer = std::mem::replace(&mut parser.sink.deferred, true);
    let inner = parser.instruction(&text.logical.slice(args));
    parser.sink.deferred = outer;
    Kind::Onbuild(Box::new(inner))
}

struct Reader<'r, 't> {
    text: Text<'t>,
    it: &'r Instruction,
    args: Args,
    sink: &'r mut Sink,
}

impl Reader<'_, '_> {
    fn kind(&mut self, keyword: Keyword, array: Option<Vec<Word>>) -> Option<Kind> {
        Some(match keyword {
            Keyword::Add => Kind::Add(self.transfer(array)?),
            Keyword::Arg => Kind::Arg(self.arguments()?),
            Keyword::Cmd => Kind::Cmd(self.command(array)),
            Keyword::Copy => Kind::Copy(self.transfer(array)?),
            Keyword::Entrypoint => Kind::Entrypoint(self.command(array)),
            Keyword::Env => Kind::Env(self.pairs()?),
            Keyword::Expose => Kind::Expose(self.list(None)?),
            Keyword::From => Kind::From(self.from()?),
            Keyword::Healthcheck => Kind::Healthcheck(healthcheck::read(
                self.text,
                self.it,
                self.args.clone(),
                self.sink,
            )?),
            Keyword::Label => Kind::Label(self.pairs()?),
            Keyword::Maintainer => Kind::Maintainer(self.single()?),
            Keyword::Run => self.run(array),
            Keyword::Shell => Kind::Shell(self.shell(array)?),
            Keyword::Stopsignal => Kind::Stopsignal(self.single()?),
            Keyword::User => Kind::User(self.single()?),
            Keyword::Volume => Kind::Volume(self.list(array)?),
            Keyword::Workdir => Kind::Workdir(self.single()?),
            Keyword::Onbuild | Keyword::Unknown => return None,
        })
    }

    /// Refuses the instruction as a whole.
    fn refuse<T>(&mut self, message: &str) -> Option<T> {
        let name = self.it.keyword.value.as_str();
        self.sink.refuse(self.it.span, format!("`{name}` {message}"), None);
        None
    }

    fn single(&mut self) -> Option<Word> {
        if self.args.is_empty() {
            return self.refuse("needs an argument");
        }
        Some(self.text.word(self.args.clone()))
    }

    fn list(&mut self, array: Option<Vec<Word>>) -> Option<Vec<Word>> {
        let words = array.unwrap_or_else(|| self.text.words(self.text.split_blanks(&self.args)));
        if words.is_empty() {
            return self.refuse("needs an argument");
        }
        if let Some(empty) = words.iter().find(|word| word.text.is_empty()) {
            self.sink.refuse(empty.span, "an empty path", None);
        }
        Some(words)
    }

    fn command(&self, array: Option<Vec<Word>>) -> Command {
        array.map_or_else(|| Command::Shell(self.it.args.clone()), Command::Exec)
    }

    fn run(&mut self, array: Option<Vec<Word>>) -> Kind {
        let mounts = mount::read(self.text, &self.it.flags, self.sink);
        Kind::Run(Run { command: self.command(array), mounts })
    }

    fn shell(&mut self, array: Option<Vec<Word>>) -> Option<Vec<Word>> {
        match array {
            None if self.args.is_empty() => self.refuse("needs an argument"),
            None => self.refuse("takes a JSON array"),
            Some(words) if words.is_empty() => self.refuse("needs an argument"),
            words => words,
        }
    }

    fn from(&mut self) -> Option<From> {
        let mut words = self.text.words(self.text.split_blanks(&self.args)).into_iter();
        let Some(image) = words.next() else {
            return self.refuse("needs an image");
        };
        let (as_word, alias, extra) = (words.next(), words.next(), words.next());
        let named = as_word.as_ref().is_some_and(|word| word.text.eq_ignore_ascii_case("as"));
        match (&as_word, &alias) {
            (None, _) => {}
            (Some(_), Some(alias)) if named && extra.is_none() => {
                if !is_stage_name(&alias.text) {
                    let message = format!("`{}` cannot name a stage", shown(&alias.text));
                    let help = "start with a letter; go on with letters, digits, `-`, `_` or `.`"
                        .to_owned();
                    self.sink.refuse(alias.span, message, Some(help));
                }
            }
            (Some(word), _) => {
                let span = extra.as_ref().filter(|_| named).unwrap_or(word).span;
                let help = Some("write `FROM image` or `FROM image AS name`".to_owned());
                self.sink.refuse(span, "`FROM` takes an image and perhaps `AS` and a name", help);
            }
        }
        let (as_word, alias) = if named { (as_word, alias) } else { (None, None) };
        Some(From { image, as_word, alias })
    }

    fn transfer(&mut self, array: Option<Vec<Word>>) -> Option<Transfer> {
        let is_array = array.is_some();
        let mut words =
            array.unwrap_or_else(|| self.text.words(self.text.split_blanks(&self.args)));
        let destination = words.pop();
        let Some(destination) = destination.filter(|_| !words.is_empty()) else {
            return self.refuse("needs a source and a destination");
        };
        let heredocs = if is_array { &[][..] } else { &self.it.heredocs };
        let mut by_name: HashMap<&str, VecDeque<usize>> = HashMap::new();
        for (index, heredoc) in heredocs.iter().enumerate() {
            by_name.entry(&heredoc.name).or_default().push_back(index);
        }
        let sources = words.into_iter().map(|word| source(word, &mut by_name)).collect();
        if opener(&destination.text, 0).is_some() {
            self.sink.refuse(destination.span, "a heredoc cannot be the destination", None);
        }
        Some(Transfer { sources, destination })
    }

    /// `name` or `name=value`, many of them.
    fn arguments(&mut self) -> Option<Vec<Pair>> {
        let words = self.text.split_quoted(&self.args);
        if words.is_empty() {
            return self.refuse("needs an argument");
        }
        Some(words.into_iter().map(|range| self.pair(range)).collect())
    }

    /// `name=value`, many of them, or one `name value`.
    fn pairs(&mut self) -> Option<Vec<Pair>> {
        let words = self.text.split_quoted(&self.args);
        let Some(first) = words.first() else {
            return self.refuse("needs an argument");
        };
        if !self.text.str[first.clone()].contains('=') {
            return self.legacy_pair().map(|pair| vec![pair]);
        }
        let mut pairs = Vec::with_capacity(words.len());
        for range in words {
            let pair = self.pair(range);
            if pair.form == PairForm::Equals {
                pairs.push(pair);
                continue;
            }
            let message = format!("`{}` lacks `=` and a value", shown(&pair.key.text));
            self.sink.error(pair.key.span, message).help =
                Some("write `name=value`, in quotes if it has blanks".into());
        }
        Some(pairs)
    }

    fn pair(&mut self, range: Range<usize>) -> Pair {
        let Some(equals) = self.text.str[range.clone()].find('=').map(|at| range.start + at) else {
            return Pair { key: self.text.word(range), value: None, form: PairForm::Bare };
        };
        let key = self.text.word(range.start..equals);
        if key.text.is_empty() {
            self.sink.refuse(self.text.span(&range), "a value without a name", None);
        }
        Pair { key, value: Some(self.text.word(equals + 1..range.end)), form: PairForm::Equals }
    }

    fn legacy_pair(&mut self) -> Option<Pair> {
        let args = &self.text.str[self.args.clone()];
        let Some(name) = args.bytes().position(is_blank) else {
            let name = self.it.keyword.value.as_str();
            let help = format!("write `{name} {}=`, and the value", shown(args));
            self.sink
                .error(self.it.args.span(), format!("`{name}` needs a name and a value"))
                .help = Some(help);
            return None;
        };
        let value = args[name..]
            .bytes()
            .position(|byte| !is_blank(byte))
            .map_or(args.len(), |at| name + at);
        let at = self.args.start;
        Some(Pair {
            key: self.text.word(at..at + name),
            value: Some(self.text.word(at + value..self.args.end)),
            form: PairForm::Legacy,
        })
    }
}

/// A source, or the heredoc that it announces; each heredoc is taken once if there are enough of them.
fn source(word: Word, heredocs: &mut HashMap<&str, VecDeque<usize>>) -> TransferSource {
    if heredocs.is_empty() {
        return TransferSource::Path(word);
    }
    let same = opener(&word.text, 0).and_then(|opener| heredocs.get_mut(opener.name.as_str()));
    let Some(same) = same else { return TransferSource::Path(word) };
    let index = if same.len() > 1 { same.pop_front() } else { same.front().copied() };
    index
        .map_or(TransferSource::Path(word.clone()), |index| TransferSource::Heredoc { word, index })
}

fn is_stage_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}
