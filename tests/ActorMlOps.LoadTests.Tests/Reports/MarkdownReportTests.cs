using ActorMlOps.LoadTests.Reports;

namespace ActorMlOps.LoadTests.Tests.Reports;

public class MarkdownReportTests
{
    [Fact]
    public void Text_GoalMeasuredTwice_ShowsTheWorstAndWhetherItIsMet()
    {
        var report = new Report(TextWriter.Null);
        report.Add(new Goal("grpc-1", 1.2, 1, "x", AtLeast: true));
        report.Add(new Goal("grpc-1", 0.9, 1, "x", AtLeast: true));
        report.Add(new Goal("overload-p99", 8, 10, "x", AtLeast: false));

        var text = MarkdownReport.Text(new("a processor", 2, "an OS"), report);

        Assert.StartsWith("a processor, 2 cores", text, StringComparison.Ordinal);
        Assert.Contains("| `grpc-1` | 0.90 x | >= 1 x | no |\n", text, StringComparison.Ordinal);
        Assert.Contains("| `overload-p99` | 8.00 x | <= 10 x | yes |\n", text, StringComparison.Ordinal);
    }
}
