using ActorMlOps.LoadTests.Monitoring;

namespace ActorMlOps.LoadTests.Tests.Monitoring;

public sealed class LabelRatePartTests
{
    [Fact]
    public async Task Measure_ShortWindows_HasBothRatesAndEveryLabelFoundItsPrediction()
    {
        var rates = await LabelRatePart.MeasureAsync(TimeSpan.FromSeconds(0.5), rounds: 1, most: 10_000);

        Assert.True(rates.LabelsPerSecond > 0 && rates.RowsPerSecond > 0, $"{rates}");
    }
}
