using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Serving;

namespace ActorMlOps.Client.Tests.Monitoring;

public sealed class ObservationProducerTests
{
    private static readonly VersionSpec Spec = new(
        new("m", "1"), "00", new([], [], BatchMode.Dynamic),
        [new("price", FeatureKind.Numeric, 0, 0, TensorType.Fp32), new("region", FeatureKind.Categorical, 0, 1, TensorType.Bytes)],
        OutputSpec.Unwatched, null, [], 1, new());

    [Fact]
    public void Objection_ToColumnsOfTheVersion_IsNone() => Assert.Null(ObservationProducer.Objection(Spec, new ColumnBatch()
        .Add("price", new float[] { 1, 2 }).Add("region", (string?[])["a", null]).Add(ObservationColumns.Label, (string?[])["1", "0"])));

    [Fact]
    public void Objection_ToAnotherLayout_NamesTheColumn()
    {
        Assert.Contains("missing: region", ObservationProducer.Objection(Spec, new ColumnBatch().Add("price", [1.0])), StringComparison.Ordinal);
        Assert.Contains("'price' must hold numbers", ObservationProducer.Objection(
            Spec, new ColumnBatch().Add("price", (string?[])["1"]).Add("region", (string?[])["a"])), StringComparison.Ordinal);
        Assert.Contains("'lable' is no feature", ObservationProducer.Objection(
            Spec, new ColumnBatch().Add("price", [1L]).Add("region", (string?[])["a"]).Add("lable", (string?[])["a"])), StringComparison.Ordinal);
    }

    [Fact]
    public void Add_OfAnotherLengthOrTwice_IsRefused()
    {
        var batch = new ColumnBatch().Add("a", new double[] { 1, 2 });
        Assert.Contains("'b' has 1 rows; 'a' has 2", Assert.Throws<ArgumentException>(() => batch.Add("b", new double[] { 1 })).Message, StringComparison.Ordinal);
        Assert.Contains("more than once", Assert.Throws<ArgumentException>(() => batch.Add("a", new double[] { 1, 2 })).Message, StringComparison.Ordinal);
    }
}
