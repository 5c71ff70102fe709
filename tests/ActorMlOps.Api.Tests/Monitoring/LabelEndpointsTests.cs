using System.Text;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Api.Monitoring;
using ActorMlOps.Monitoring;
using ActorMlOps.Tables;

namespace ActorMlOps.Api.Tests.Monitoring;

public sealed class LabelEndpointsTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData("1.0", "1")]
    [InlineData("1e0", "1")]
    [InlineData("12.5", "12.5")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("1e999", "Infinity")]
    [InlineData("\"yes\"", "yes")]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    public void Read_LabelOfAnyType_IsItsText(string json, string expected) =>
        Assert.Equal(expected, Read($$"""{"labels":[{"predictionId":"a","label":{{json}}}]}""").Labels[0]!.Label);

    [Fact]
    public void Sort_SomeUnusable_RejectsThemAtTheirPositions()
    {
        var (labels, indices, rejected) = LabelEndpoints.Sort(Read(
            """
            {"labels":[{"label":1},{"predictionId":"a","label":1},null,{"predictionId":"b"},
                       {"predictionId":"c","label":1,"at":"2026-01-01T00:00:00"},{"predictionId":"d","label":"x","kind":"label","at":"2026-01-01T00:00:00Z"},
                       {"receipt":"AbCd","label":0}]}
            """).Labels);

        Assert.Equal([new PredictionLabel("a", "1"), new PredictionLabel("d", "x"), PredictionLabel.OfReceipt("AbCd", "0")], labels);
        Assert.Equal([1, 5, 6], indices);
        Assert.Equal([0, 2, 3, 4], rejected.Select(r => r.Index));
        Assert.Equal("'at' must be a time with an offset, such as 2026-01-31T12:00:00Z, not '2026-01-01T00:00:00'.", rejected[3].Reason);
    }

    [Fact]
    public void Sort_MetricsAndFeedback_AreTakenAndWhatIsNoNumberIsRejectedByName()
    {
        var (labels, indices, rejected) = LabelEndpoints.Sort(Read(
            """
            {"labels":[{"predictionId":"a","metrics":{"ctr":true,"revenue":-1.5e2,"n":0}},{"receipt":"AbCd","label":"up","kind":"feedback"},
                       {"predictionId":"b","metrics":{"ctr":"often"}},{"predictionId":"b","metrics":{"ctr":null}},{"predictionId":"b","metrics":{}},
                       {"predictionId":"c","label":1,"metrics":{"ctr":0}}]}
            """).Labels);

        Assert.Equal([0, 1, 5], indices);
        Assert.Equal(new Dictionary<string, double> { ["ctr"] = 1, ["revenue"] = -150, ["n"] = 0 }, labels[0].Metrics);
        Assert.Equal((null, LabelKind.Label), (labels[0].Label, labels[0].Kind));
        Assert.Equal(new PredictionLabel(null, "up", "AbCd", LabelKind.Feedback), labels[1]);
        Assert.Equal(("1", 0), (labels[2].Label, labels[2].Metrics!["ctr"]));
        Assert.Equal(
            [
                (2, "'metrics.ctr' must be a number, or true or false, not 'often'."),
                (3, "'metrics.ctr' must be a number, or true or false, not null."),
                (4, "'label' is missing; it may be left out only where there are 'metrics'."),
            ],
            rejected.Select(r => (r.Index, r.Reason)));
    }

    [Fact]
    public void Read_CsvWithMetricsAndFeedback_IsTheSameAsJson()
    {
        var (labels, _, rejected) = LabelEndpoints.Sort(LabelCsv.Read(Csv(
            "predictionId,label,kind,metrics.ctr,metrics.revenue\na,1,,1,\nb,up,feedback,,2.5\nc,,,false,\nd,,,,\n")).Labels);
        Assert.Equal(["1", "up", null], labels.Select(l => l.Label));
        Assert.Equal([LabelKind.Label, LabelKind.Feedback, LabelKind.Label], labels.Select(l => l.Kind));
        Assert.Equal([["ctr=1"], ["revenue=2.5"], ["ctr=0"]], labels.Select(l => l.Metrics!.Select(m => $"{m.Key}={m.Value}").ToArray()));
        Assert.Equal(3, Assert.Single(rejected).Index);
    }

    [Theory]
    [InlineData("""{"labels":[{"predictionId":"a","lable":1}]}""", "The body: there is no field 'labels[0].lable'; fields are: predictionId, label, kind, at, receipt, metrics.")]
    [InlineData("""{"labels":[{"predictionId":"a","label":[1]}]}""", "The body: 'labels[0].label' must be a text.")]
    [InlineData("""{"labels":[{"predictionId":"a","label":{"class":1}}]}""", "The body: 'labels[0].label' must be a text.")]
    [InlineData("""{"labels":7}""", "The body: 'labels' must be a list.")]
    [InlineData("""{}""", "The body: the field 'labels' is missing.")]
    [InlineData("""{"labels":[{"predictionId":"a","kind":"thumb"}]}""", "The body: 'labels[0].kind' must be one of label, feedback.")]
    [InlineData("""{"labels":[{"predictionId":"a","metrics":[1]}]}""", "The body: 'labels[0].metrics' must be an object.")]
    [InlineData("""{"labels":[{"predictionId":"a","metrics":{"ctr":[1]}}]}""", "The body: 'labels[0].metrics' must be an object.")]
    [InlineData("""{"labels":[{"predictionId":"a","metrics":{"ctr":1,"ctr":0}}]}""", "The body: 'labels[0].metrics' must be an object.")]
    public void Read_NotTheShape_IsRefusedWithThePlace(string json, string expected) =>
        Assert.Equal(expected, Assert.Throws<RequestException>(() => Read(json)).Message);

    [Fact]
    public void Read_Csv_IsTheSameAsJson()
    {
        var body = LabelCsv.Read(Csv("receipt,label,predictionId\nAbCd,1,\n,yes,a#1\n,,b\n"));
        Assert.Equal(new LabelBody?[] { new(null, "1", Receipt: "AbCd"), new("a#1", "yes"), new("b") }.AsEnumerable(), body.Labels);
        var (labels, _, rejected) = LabelEndpoints.Sort(body.Labels);
        Assert.Equal([PredictionLabel.OfReceipt("AbCd", "1"), new("a#1", "yes")], labels);
        Assert.Equal((2, "'label' is missing; it may be left out only where there are 'metrics'."), rejected.Select(r => (r.Index, r.Reason)).Single());
    }

    [Theory]
    [InlineData("receipt,lable\nA,1\n", "The body: there is no column 'lable'; columns are: predictionId, receipt, label, kind, at, metrics.NAME.")]
    [InlineData("receipt,label,kind\nA,1,thumb\n", "The body: 'kind' of row 0 must be label or feedback, not 'thumb'.")]
    [InlineData("receipt\nA\n", "The body: the column 'label' is missing.")]
    public void Read_CsvOfOtherColumns_IsRefusedByName(string csv, string expected) =>
        Assert.Equal(expected, Assert.Throws<RequestException>(() => LabelCsv.Read(Csv(csv))).Message);

    private static Table Csv(string csv) => CsvTable.Read(new MemoryStream(Encoding.UTF8.GetBytes(csv)));

    private static LabelsBody Read(string json) => StrictJson.Read(Encoding.UTF8.GetBytes(json), CommandJson.Default.LabelsBody, "The body");
}
