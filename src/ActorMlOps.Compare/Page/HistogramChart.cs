using System.Text;
using ActorMlOps.Compare.Columns;
using ActorMlOps.Compare.Words;

namespace ActorMlOps.Compare.Page;

/// <summary>Two histograms over each other: the reference filled, the current one as an outline, medians dashed.</summary>
internal static class HistogramChart
{
    private const double Width = 560;
    private const double Height = 190;
    private const double Top = 18;
    private const double Bottom = 160;

    // A spike this many times as high as the next bin would leave nothing of the others to see.
    private const double Spike = 6;

    public static string Draw(ColumnComparison column, Histogram histogram, double? median, double? medianNow)
    {
        double[] sorted = [.. histogram.Reference.Concat(histogram.Current).OrderDescending()];
        var highest = sorted[0];
        var roots = highest > Spike * sorted[2];
        var type = column.Column.Type;
        double low = histogram.Edges[0], high = histogram.Edges[^1];
        var svg = new StringBuilder();
        for (var bin = 0; bin < histogram.Reference.Length; bin++)
        {
            var (x, y) = (X(histogram.Edges[bin]), Y(histogram.Reference[bin]));
            svg.Append(Html.Rectangle(x + 0.5, y, X(histogram.Edges[bin + 1]) - x - 1, Bottom - y, "reference"));
        }

        svg.Append("<path class=\"outline\" d=\"M0 ").Append(Html.At(Bottom));
        for (var bin = 0; bin < histogram.Current.Length; bin++)
            svg.Append('V').Append(Html.At(Y(histogram.Current[bin]))).Append('H').Append(Html.At(X(histogram.Edges[bin + 1])));
        svg.Append('V').Append(Html.At(Bottom)).Append("\"/>");
        svg.Append(Html.Line(0, Bottom, Width, Bottom, "axis"));
        Median(median, "median reference");
        Median(medianNow, "median current");

        svg.Append(Html.Label(0, Height - 12, (histogram.CutBelow ? "≤ " : "") + Figures.Value(type, low)));
        svg.Append(Html.Label(Width / 2, Height - 12, Figures.Value(type, low + ((high - low) / 2)), "middle"));
        svg.Append(Html.Label(Width, Height - 12, (histogram.CutAbove ? "≥ " : "") + Figures.Value(type, high), "end"));
        svg.Append(Html.Label(0, 12, $"{Figures.Percent(highest)} of values{(roots ? ", heights as square roots" : "")}"));
        return Html.Svg(Width, Height, $"Distribution of {column.Column.Name}", svg.ToString());

        double X(double value) => (value - low) / (high - low) * Width;

        double Y(double share) => Bottom - ((Bottom - Top) * (roots ? Math.Sqrt(share / highest) : share / highest));

        void Median(double? value, string name)
        {
            if (value is not { } at || at < low || at > high)
                return;
            svg.Append(Html.Line(X(at), Top, X(at), Bottom, name));
        }
    }
}
