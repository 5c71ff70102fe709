using System.Text;
using ActorMlOps.Compare.Words;
using ActorMlOps.Statistics.Multivariate;

namespace ActorMlOps.Compare.Page;

/// <summary>The tests of whole rows, in words.</summary>
internal static class WholeRowsSection
{
    private const int MostNamed = 5;

    public static string Draw(IReadOnlyList<MultivariateTest> tests)
    {
        var html = new StringBuilder();
        foreach (var test in tests)
        {
            html.Append("<section class=\"card\"><header><h3>").Append(Html.Text(TestName.Of(test.Method))).Append("</h3>")
                .Append(test.Value is null ? "" : Html.Badge(test.Drifted)).Append("</header><p>")
                .Append(Html.Text(Words(test))).Append("</p></section>\n");
        }

        return html.ToString();
    }

    private static string Words(MultivariateTest test)
    {
        if (test.Value is not { } value)
            return $"Not tested: {ReasonText.Of(test.Reason ?? "")}.";
        if (test.Method == MultivariateMethods.Pca)
        {
            return $"The relations between the reference's columns reconstruct the current rows with an error of {Figures.Number(value)} standard "
                + $"deviations; up to {Figures.Number(test.Threshold!.Value)} is usual for the reference itself.";
        }

        var tells = test.Drifted ? "A classifier tells rows of the two files apart" : "A classifier can't tell rows of the two files apart";
        var columns = test.Drifted && test.Importance.Count > 0
            ? $" It looks most at {string.Join(", ", test.Importance.Take(MostNamed).Select(c => $"{c.Column} ({Figures.Percent(c.Share)})"))}."
            : "";
        return $"{tells}: area under the ROC curve {Figures.Number(value)}, 95 % interval {Figures.Number(test.Low!.Value)} to "
            + $"{Figures.Number(test.High!.Value)} (0.5: not at all, 1: always).{columns}";
    }
}
