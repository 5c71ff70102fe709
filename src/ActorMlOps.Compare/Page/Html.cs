using System.Globalization;
using System.Net;

namespace ActorMlOps.Compare.Page;

/// <summary>Pieces of HTML and SVG. Whatever comes from a file goes through <see cref="Text"/>.</summary>
internal static class Html
{
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A coordinate.</summary>
    public static string At(double place) => place.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Rectangle(double x, double y, double width, double height, string type) =>
        $"""<rect x="{At(x)}" y="{At(y)}" width="{At(Math.Max(0, width))}" height="{At(Math.Max(0, height))}" class="{type}"/>""";

    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    public static string Label(double x, double y, string text, string anchor = "start", string type = "") =>
        $"""<text x="{At(x)}" y="{At(y)}" text-anchor="{anchor}"{(type.Length > 0 ? $" class=\"{type}\"" : "")}>{Text(text)}</text>""";

    public static string Line(double x1, double y1, double x2, double y2, string type) =>
        $"""<line x1="{At(x1)}" y1="{At(y1)}" x2="{At(x2)}" y2="{At(y2)}" class="{type}"/>""";

    /// <summary>A picture; screen readers read its title.</summary>
    public static string Svg(double width, double height, string title, string content) =>
        $"""<svg viewBox="0 0 {At(width)} {At(height)}" role="img"><title>{Text(title)}</title>{content}</svg>""";

    public static string Badge(bool drifted) => drifted
        ? """<span class="badge drifted">drifted</span>"""
        : """<span class="badge quiet">no drift</span>""";

    public static string Legend(string reference, string current) =>
        $"""<p class="legend"><span><i></i>{Text(reference)} (reference)</span><span><i class="current"></i>{Text(current)} (current)</span></p>""";
}
