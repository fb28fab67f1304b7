//! The report that people read: what there is most of, the worst drawn with its lines, and what to do next.
//!
//! On a terminal the worst stands nearest the prompt; elsewhere readers start at the top, and so does the worst.

mod bars;
mod block;
mod excerpt;
mod fold;
mod group;
mod gutter;
mod line;
mod mask;
mod notes;
mod paint;
mod select;
mod summary;
mod table;
mod view;

use std::io::{self, Write};

use diag::{Report, Severity};

use self::bars::Bars;
use self::gutter::Numbers;
pub(crate) use self::paint::Paint;
use self::select::{Picture, Selection};
use self::view::{Context, Size, View};
use crate::place::Places;
use crate::statistics::rows;
use crate::{Glyphs, Medium, Options, Verbosity};

/// Prose is never wrapped to fewer columns than this.
const MIN_WIDTH: usize = 40;

pub(crate) fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::of_people(report, &options.viewpoint);
    let paint = Paint { color: options.color };
    let mut selection = select::select(report, options);
    let draw = |size| draw((report, options), &places, size, &selection.pictures);
    let mut pictures = draw(if selection.left == 0 { Size::Full } else { Size::Short })?;
    let mut fits = fitting(&pictures, options);
    if selection.left == 0 && fits < pictures.len() {
        pictures = draw(Size::Short)?;
        fits = fitting(&pictures, options);
    }
    let cut = selection.pictures.drain(fits..).map(|it| it.findings()).sum::<usize>();
    selection.left += cut;
    pictures.truncate(fits);
    let table =
        |out: &mut dyn Write| write_table((report, options), &places, paint, &selection, out);
    let errors = |out: &mut dyn Write| notes::errors(report, &places, paint, out);
    let gaps = |out: &mut dyn Write| notes::gaps((report, options), &places, paint, out);
    if options.medium == Medium::Terminal {
        table(out)?;
        gaps(out)?;
        pictures.iter().rev().try_for_each(|it| writeln!(out, "{it}"))?;
        errors(out)?;
    } else {
        pictures.iter().try_for_each(|it| writeln!(out, "{it}"))?;
        errors(out)?;
        gaps(out)?;
        table(out)?;
    }
    if options.verbosity > Verbosity::Quiet {
        write_end(report, options, paint, selection.left, out)?;
    }
    Ok(())
}

/// Writes the table and nothing else but errors and the last line, for `--statistics`.
///
/// # Errors
/// If `out` fails.
pub fn write_statistics(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::of_people(report, &options.viewpoint);
    let paint = Paint { color: options.color };
    if !rows(report, options).is_empty() {
        table::write((report, options), &places, paint, true, out)?;
        writeln!(out)?;
    }
    notes::errors(report, &places, paint, out)?;
    writeln!(out, "{}", fold_line(&summary::line(report, options, paint), options))
}

/// How many of the pictures fit into the lines that there are; one always does.
fn fitting(pictures: &[String], options: &Options) -> usize {
    let Some(max) = options.max_lines else { return pictures.len() };
    let mut lines = 0;
    let fits = pictures.iter().take_while(|picture| {
        lines += picture.lines().count() + 1;
        lines <= max
    });
    fits.count().max(1).min(pictures.len())
}

fn write_table(
    (report, options): (&Report, &Options),
    places: &Places<'_>,
    paint: Paint,
    selection: &Selection<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows = rows(report, options);
    if rows.is_empty() || (selection.left == 0 && !table::is_worth_it(&rows)) {
        return Ok(());
    }
    table::write((report, options), places, paint, false, out)?;
    writeln!(out)
}

/// What was found altogether, the score, and what to do next.
fn write_end(
    report: &Report,
    options: &Options,
    paint: Paint,
    left: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "{}", fold_line(&summary::line(report, options, paint), options))?;
    if let Some(scores) = summary::scores(report) {
        writeln!(out, "{}", fold_line(&scores, options))?;
    }
    let hidden = (left > 0).then(|| {
        let rest = crate::text::count(left, "finding");
        format!("`--max-diagnostics none` draws {rest} more, `-f concise` lists all of them")
    });
    let next = options.next.iter().map(String::as_str).chain(hidden.as_deref());
    for line in next.take(2) {
        writeln!(out, "{}", fold_line(&format!("{} {line}", paint.strong("next:")), options))?;
    }
    Ok(())
}

/// The line that counts, as the last line of other formats for people.
pub(crate) fn summary_line(report: &Report, options: &Options) -> String {
    summary::line(report, options, Paint { color: options.color })
}

fn fold_line(line: &str, options: &Options) -> String {
    fold::fold_parts(line, options.width.max(MIN_WIDTH))
}

/// Every picture as text, in the order in which they are given.
fn draw(
    (report, options): (&Report, &Options),
    places: &Places<'_>,
    size: Size,
    pictures: &[Picture<'_>],
) -> io::Result<Vec<String>> {
    let paint = Paint { color: options.color };
    let masks = mask::Masks::new(report, places);
    let groups = pictures.iter().filter_map(|it| match it {
        Picture::Group(group) => Some(group),
        Picture::Block(_) => None,
    });
    let census = group::Census::new(report, groups);
    let cx = Context { report, options, places, size, masks: &masks, census: &census, paint };
    pictures
        .iter()
        .map(|picture| match picture {
            Picture::Group(group) => render(&View::of_group(group, &cx), &cx),
            Picture::Block(block) => {
                let mut text = render(&View::of_block(block, &cx), &cx)?;
                view::push_advice(&mut text, block, &cx);
                Ok(text)
            }
        })
        .collect()
}

fn render(view: &View, cx: &Context<'_>) -> io::Result<String> {
    let (gap, bars) = match cx.options.glyphs {
        Glyphs::Unicode => ('⋮', Bars { bar: '│', corner: '╰', frame: '┤', margin: '·' }),
        Glyphs::Ascii => (':', Bars { bar: '|', corner: '`', frame: '\0', margin: ':' }),
    };
    let mut drawn = String::new();
    paint::handler(cx.options, view.grade)
        .render_report(&mut drawn, view)
        .map_err(io::Error::other)?;
    let snippets: Vec<Numbers<'_>> = std::iter::once(view)
        .chain(&view.related)
        .map(|it| Numbers { first: it.excerpt.first_number(), lines: &it.excerpt.numbers })
        .collect();
    Ok(gutter::restore(&drawn, &snippets, gap, bars))
}

/// The severity whose colour a picture has; none for reviews and for what is marked.
type Grade = Option<Severity>;
