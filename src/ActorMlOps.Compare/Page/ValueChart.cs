using System.Text;

namespace ActorMlOps.Compare.Page;

/// <summary>Two bars for each value: the share of the reference above that of the current file.</summary>
internal static class ValueChart
{
    private const double Width = 560;
    private const double Names = 190;
    private const double Bars = 290;
    private const double Row = 34;
    private const int LongestName = 26;

    /// <param name="title">What it shows.</param>
    /// <param name="shares">At least one.</param>
    public static string Draw(string title, IReadOnlyList<(string Name, double Before, double Now)> shares)
    {
        var svg = new StringBuilder();
        var most = Math.Max(1e-9, shares.Max(s => Math.Max(s.Before, s.Now)));
        for (var i = 0; i < shares.Count; i++)
        {
            var (name, before, now) = shares[i];
            var y = i * Row;
            svg.Append("<g><title>").Append(Html.Text(name)).Append("</title>");
            svg.Append(Html.Label(Names - 8, y + 20, name.Length <= LongestName ? name : name[..(LongestName - 1)] + "…", "end", "label"));
            svg.Append("</g>");
            Bar(before, y + 3, "reference");
            Bar(now, y + 16, "current");
        }

        return Html.Svg(Width, shares.Count * Row, title, svg.ToString());

        void Bar(double share, double y, string type)
        {
            var length = share / most * Bars;
            svg.Append(Html.Rectangle(Names, y, share > 0 ? Math.Max(1, length) : 0, 11, type));
            svg.Append(Html.Label(Names + length + 6, y + 10, Words.Figures.Percent(share)));
        }
    }
}
