using System.Text;
using ActorMlOps.Compare.Words;
using ActorMlOps.Statistics.Drift;

namespace ActorMlOps.Compare.Page;

/// <summary>The tests of one column with their intervals, p-values and limits.</summary>
internal static class TestTable
{
    public static string Draw(IReadOnlyList<DriftResult> results)
    {
        var rows = new StringBuilder();
        foreach (var test in results)
        {
            rows.Append("<tr><td>").Append(Html.Text(TestName.Of(test.Method)));
            if (test.Reason is { } reason)
                rows.Append("<br><span class=\"soft small\">").Append(Html.Text(ReasonText.Of(reason))).Append("</span>");
            rows.Append("</td><td class=\"number\">").Append(Value(test))
                .Append("</td><td class=\"number\">").Append(test.AdjustedPValue is { } p ? Html.Text(Figures.PValue(p)) : "–")
                .Append("</td><td class=\"number\">").Append(Limit(test))
                .Append("</td><td>").Append(test.Drifted ? "<b>drifted</b>" : "no").Append("</td></tr>");
        }

        return "<div class=\"scroll\"><table><thead><tr><th>Test</th><th class=\"number\">Value</th><th class=\"number\">p</th>"
            + $"<th class=\"number\">Limit</th><th></th></tr></thead><tbody>{rows}</tbody></table></div>";
    }

    /// <summary>The value, and where it is not exact the interval that it lies in.</summary>
    public static string Value(DriftResult test)
    {
        if (test.Value is not { } value)
            return "–";
        var text = Html.Text(Figures.Number(value));
        return test.Low is { } low && test.High is { } high && Figures.Number(low) != Figures.Number(high)
            ? $"{text}<br><span class=\"soft small\">{Html.Text(Figures.Number(low))} to {Html.Text(Figures.Number(high))}</span>"
            : text;
    }

    private static string Limit(DriftResult test)
    {
        if (test.Threshold is not { } threshold)
            return "–";
        var limit = Html.Text(Figures.Number(threshold));
        return test.ThresholdOf switch
        {
            ThresholdKinds.Alpha => $"p ≤ {limit}",
            ThresholdKinds.SampleSize => $"{limit}<br><span class=\"soft small\">by sample size</span>",
            ThresholdKinds.User => $"{limit}<br><span class=\"soft small\">yours</span>",
            _ => limit,
        };
    }
}
