using System.Runtime.InteropServices;
using System.Text;
using ActorMlOps.Api.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Serving;
using ActorMlOps.Tables;

namespace ActorMlOps.Api.Tests.Monitoring;

public sealed class ObservationBatchesTests
{
    private static readonly VersionSpec Spec = new(
        new("m", "1"), "", new([], [], BatchMode.Dynamic),
        [new("age", FeatureKind.Numeric, 0, 0, TensorType.Fp32), new("sex", FeatureKind.Categorical, 1, 0, TensorType.Bytes)],
        OutputSpec.Unwatched, null, [], 16, new());

    [Fact]
    public void Build_OfATable_GivesNumbersTextsAndMissingBits()
    {
        var (batch, ignored) = ObservationBatches.Build(Read("age,sex,score,predictionId,date\n40,F,0.5,a,x\n,M,,b,y\n"), Spec, "p", 3);

        Assert.Equal(["date"], ignored);
        Assert.Equal(("p", 3, 2), (batch.Producer, batch.Sequence, batch.Rows));
        Assert.Equal(["age", "sex", "score", "predictionId"], batch.Columns.Select(c => c.Name));
        Assert.Equal([TensorType.Fp64, TensorType.Bytes, TensorType.Fp64, TensorType.Bytes], batch.Columns.Select(c => c.Type));
        Assert.Equal([40, double.NaN], MemoryMarshal.Cast<byte, double>(batch.Columns[0].Data.Span).ToArray());
        Assert.Equal([false, true], new[] { batch.Columns[0].IsMissing(0), batch.Columns[0].IsMissing(1) });
        Assert.Equal(new byte[] { 1, 0, 0, 0, (byte)'F', 1, 0, 0, 0, (byte)'M' }, batch.Columns[1].Data.ToArray());
        Assert.True(batch.Columns[1].Missing.IsEmpty);
    }

    [Fact]
    public void Build_TextInAScore_IsRefusedWithColumnAndRow()
    {
        var refused = Assert.Throws<TableFormatException>(() => ObservationBatches.Build(Read("age,score\n40,1\n41,high\n"), Spec, null, 0));

        Assert.Equal("Column 'score', row 2: 'high' is not a number.", refused.Message);
    }

    [Fact]
    public void Build_TextInANumericFeature_IsSentAsItIs()
    {
        var (batch, _) = ObservationBatches.Build(Read("age,sex\n40,F\nold,M\n"), Spec, null, 0);

        Assert.Equal([TensorType.Bytes, TensorType.Bytes], batch.Columns.Select(c => c.Type));
    }

    private static Table Read(string csv) => CsvTable.Read(new MemoryStream(Encoding.UTF8.GetBytes(csv)));
}
