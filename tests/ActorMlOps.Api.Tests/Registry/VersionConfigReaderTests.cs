using System.Text;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Api.Registry;
using ActorMlOps.Monitoring.Alerts;
using ActorMlOps.Registry;

namespace ActorMlOps.Api.Tests.Registry;

public sealed class VersionConfigReaderTests
{
    [Fact]
    public void Read_EveryField_IsTaken()
    {
        var config = Read(
            """
            {"task":"binary","features":[{"name":"age","input":"x","column":1,"kind":"categorical"}],
             "output":{"label":"label","scores":"p","positiveClass":"1","threshold":0.4,"classes":["0","1"]},
             "reference":{"labelColumn":"class","predictionColumn":null,"scoreColumn":"s","ignore":["date"]},
             "sensitive":["sex"],"segments":["race"],"engine":{"maxBatch":64,"queue":500},
             "detectors":{"tolerance":0.05,"adoptRows":2000,"concept":["adwin"],"severity":"page","orderedReference":true},
             "labels":{"horizon":"90d","ledger":5000},"metrics":[{"name":"ctr","kind":"ratio"},{"name":"revenue","kind":"value"}]}
            """);

        Assert.Equal(TaskKind.Binary, config.Task);
        Assert.Equal(new FeatureConfig("age", "x", 1, FeatureKind.Categorical), Assert.Single(config.Features!));
        Assert.Equal(("label", "p", "1", 0.4), (config.Output!.Label, config.Output.Scores, config.Output.PositiveClass, config.Output.Threshold));
        Assert.Equal(("class", null, "s"), (config.Reference!.LabelColumn, config.Reference.PredictionColumn, config.Reference.ScoreColumn));
        Assert.Equal(
            (0.05, 2000, AlertSeverity.Page, true),
            (config.Detectors!.Tolerance, config.Detectors.AdoptRows, config.Detectors.Severity, config.Detectors.OrderedReference));
        Assert.Equal(["adwin"], config.Detectors.Concept!);
        Assert.Equal(["sex"], config.Sensitive!);
        Assert.Equal(["race"], config.Segments!);
        Assert.Equal(new EngineConfig(64, 500), config.Engine);
        Assert.Equal(new LabelsConfig(TimeSpan.FromDays(90), 5000), config.Labels);
        Assert.Equal([new("ctr", CustomMetricKind.Ratio), new("revenue", CustomMetricKind.Value)], config.Metrics!);
    }

    [Fact]
    public void Read_EmptyObject_LeavesEverythingOpen() => Assert.Equal(new VersionConfig(), Read("{}"));

    [Theory]
    [InlineData("null", "'config' must be a JSON object, not null.")]
    [InlineData("[]", "'config': '' must be an object.")]
    [InlineData("""{"tusk":"binary"}""", "'config': there is no field 'tusk'; fields are: task, features, output, reference, sensitive, segments, engine, labels, metrics, drift, windows, baselineRows, alerts, detectors.")]
    [InlineData("""{"output":{"lable":"x"}}""", "'config': there is no field 'output.lable'; fields are: label, scores, positiveClass, threshold, classes.")]
    [InlineData("""{"task":"binnary"}""", "'config': 'task' must be one of none, binary, multiclass, regression.")]
    [InlineData("""{"task":1}""", "'config': 'task' must be one of none, binary, multiclass, regression.")]
    [InlineData("""{"features":[{"name":"a"},{"name":"b","column":"1"}]}""", "'config': 'features[1].column' must be a whole number.")]
    [InlineData("""{"features":[{"column":1}]}""", "'config': the field 'name' is missing in 'features[0]'.")]
    [InlineData("""{"features":[null]}""", "'config': 'features[0]' must not be null.")]
    [InlineData("""{"features":{}}""", "'config': 'features' must be a list.")]
    [InlineData("""{"output":{"threshold":"high"}}""", "'config': 'output.threshold' must be a number.")]
    [InlineData("""{"output":{"classes":["a",null]}}""", "'config': 'output.classes[1]' must not be null.")]
    [InlineData("""{"labels":{"horizon":"35"}}""", "'config': 'labels.horizon' must be a duration, such as 90s, 5m, 1h or 8d.")]
    [InlineData("""{"labels":{"horizon":35}}""", "'config': 'labels.horizon' must be a duration, such as 90s, 5m, 1h or 8d.")]
    [InlineData("""{"labels":{"ledger":"many"}}""", "'config': 'labels.ledger' must be a whole number.")]
    [InlineData("""{"labels":{"keep":"35d"}}""", "'config': there is no field 'labels.keep'; fields are: horizon, ledger.")]
    [InlineData("""{"metrics":[{"name":"ctr"}]}""", "'config': the field 'kind' is missing in 'metrics[0]'.")]
    [InlineData("""{"metrics":[{"name":"ctr","kind":"share"}]}""", "'config': 'metrics[0].kind' must be one of ratio, value.")]
    [InlineData("""{"metrics":[null]}""", "'config': 'metrics[0]' must not be null.")]
    [InlineData("""{"segments":"sex"}""", "'config': 'segments' must be a list.")]
    [InlineData("""{"task":"binary","task":"binary"}""", "'config': the field 'task' is there twice.")]
    [InlineData("""{"output":{"label":"a","label":"b"}}""", "'config': the field 'output.label' is there twice.")]
    public void Read_BadConfig_IsRefusedWithThePlaceAndWhatIsExpected(string json, string expected) =>
        Assert.Equal(expected, Assert.Throws<RequestException>(() => Read(json)).Message);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"task\":}")]
    [InlineData("\u0000")]
    public void Read_NotJson_IsRefusedWithThePlace(string json) =>
        Assert.StartsWith("'config' is not valid JSON, line 1, byte ", Assert.Throws<RequestException>(() => Read(json)).Message, StringComparison.Ordinal);

    private static VersionConfig Read(string json) => VersionConfigReader.Read(Encoding.UTF8.GetBytes(json));
}
