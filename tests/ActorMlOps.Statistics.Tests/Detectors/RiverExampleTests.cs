using System.Text.Json;
using ActorMlOps.Statistics.Detectors;
using ActorMlOps.Statistics.Tests.Support;

namespace ActorMlOps.Statistics.Tests.Detectors;

/// <summary>The examples of River's documentation: the same warnings and drifts, row for row.</summary>
public sealed class RiverExampleTests
{
    [Theory]
    [InlineData("ddm")]
    [InlineData("eddm")]
    [InlineData("hddm_a")]
    [InlineData("adwin")]
    [InlineData("page_hinkley")]
    public void Example_OfTheDocumentation_GivesItsRows(string name)
    {
        var (warnings, drifts) = Run(name, Make(name));
        var expected = Case(name);
        Assert.Equal(Rows(expected, "warnings"), warnings);
        // ADWIN keeps what is left of its window, as its paper says, and may cut again; River's starts with an empty one.
        Assert.Equal(Rows(expected, "drifts"), drifts.Take(1));
        if (name is not "adwin")
            Assert.Single(drifts);
    }

    [Fact]
    public void Kswin_OwnDraws_FindsTheChangeWhereRiverDoes()
    {
        // The draws differ; what they are drawn from does not.
        var (_, drifts) = Run("kswin", new Kswin(alpha: 0.0001));
        Assert.InRange(Assert.Single(drifts), 1013, 1019);
        Assert.Equal([1016], Rows(Case("kswin"), "drifts"));
    }

    private static IDriftDetector Make(string name) => name switch
    {
        "ddm" => new Ddm(),
        "eddm" => new Eddm(warning: 0.8, drift: 0.75),
        "hddm_a" => new HddmA(),
        "adwin" => new Adwin(),
        _ => new PageHinkley(),
    };

    private static (List<int> Warnings, List<int> Drifts) Run(string name, IDriftDetector detector)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Golden.PathOf("drift_detectors.json")));
        var stream = document.RootElement.GetProperty("streams").GetProperty(Case(name).GetProperty("stream").GetString()!).GetString()!;
        List<int> warnings = [], drifts = [];
        var first = true;
        for (var row = 0; row < stream.Length; row++)
        {
            var state = detector.Add(stream[row] - '0');
            if (state == DetectorState.Warning && first)
                warnings.Add(row);
            first = state == DetectorState.Drift || (first && state != DetectorState.Warning);
            if (state == DetectorState.Drift)
                drifts.Add(row);
        }

        return (warnings, drifts);
    }

    private static JsonElement Case(string name) => Golden.Cases("drift_detectors.json").Single(golden => golden.Name() == name);

    private static int[] Rows(JsonElement golden, string field) =>
        [.. golden.GetProperty(field).EnumerateArray().Select(row => row.GetInt32())];
}
