using ActorMlOps.Statistics.Detectors;
using ActorMlOps.Statistics.Performance;

namespace ActorMlOps.Statistics.Tests.Detectors;

public sealed class ConceptCellsTests
{
    [Fact]
    public void Of_BinaryCounters_TellsFalsePositivesFromFalseNegatives()
    {
        var counters = new BinaryCounters();
        foreach (var (predicted, actual) in ((bool, bool)[])[(true, true), (false, false), (true, false), (true, false), (false, true)])
            counters.Add(0.5, predicted, actual);
        Assert.Equal([2, 2, 1], ConceptCells.Of(counters));
    }

    [Fact]
    public void Of_MulticlassCounters_GoesByThePredictedClass()
    {
        var counters = new MulticlassCounters();
        foreach (var (predicted, actual) in ((string, string)[])[("a", "a"), ("b", "a"), ("b", "c"), ("c", "a"), ("?", "a")])
            counters.Add(predicted, actual);
        Assert.Equal([1, 0, 2, 2], ConceptCells.Of(counters, ["a", "b", "c"]));
    }

    [Fact]
    public void Of_ManyClasses_SharesTheLastCell()
    {
        string[] classes = [.. Enumerable.Range(0, 40).Select(c => $"c{c}")];
        var counters = new MulticlassCounters();
        counters.Add("c39", "c0");
        counters.Add("c9", "c0");
        counters.Add("c8", "c0");
        Assert.Equal(ConceptCells.Count(40), ConceptCells.Of(counters, classes).Length);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2], ConceptCells.Of(counters, classes));
    }
}
