using ActorMlOps.Monitoring;
using ActorMlOps.Serving;
using CsCheck;

namespace ActorMlOps.Abstractions.Tests.Monitoring;

public sealed class ColumnCodecTests
{
    private static readonly TensorType[] Types =
        [TensorType.Bool, TensorType.Int32, TensorType.Int64, TensorType.Fp32, TensorType.Fp64, TensorType.Bytes];

    private static readonly Gen<(int Rows, ObservationColumn[] Columns)> Batches =
        from rows in Gen.Int[1, 700]
        from columns in Column(rows).Array[1, 5]
        select (rows, columns.Select((c, i) => c with { Name = $"{c.Name}{i}" }).ToArray());

    private static Gen<ObservationColumn> Column(int rows) =>
        from type in Gen.Int[0, Types.Length - 1].Select(i => Types[i])
        from numbers in Gen.Byte.Array[rows * type.Size()]
        from vocabulary in Gen.OneOf(Gen.Int[1, 3], Gen.Int[1, 600])
        from texts in Gen.Int[0, vocabulary].Array[rows]
        from missing in Gen.Byte.Array[(rows + 7) / 8]
        from hasMissing in Gen.Bool
        from name in Gen.String[Gen.Char.AlphaNumeric, 1, 8]
        select new ObservationColumn(
            name,
            type,
            type == TensorType.Bytes ? ObservationColumns.Texts(name, [.. texts.Select(t => t == 0 ? "" : $"é{t}")]).Data : numbers,
            hasMissing ? missing : default);

    [Fact]
    public void Decode_OfWhatWasEncoded_IsTheSame() => Batches.Sample(b =>
    {
        var (rows, columns, error) = ColumnCodec.Decode(ColumnCodec.Encode(b.Rows, b.Columns));
        Assert.Null(error);
        Assert.Equal(b.Rows, rows);
        Assert.Equal(b.Columns.Select(Plain), columns.Select(Plain));
    }, iter: 200);

    [Fact]
    public void Decode_OfDamagedBytes_IsAnErrorAndNeverAnException() => Gen.Select(Batches, Gen.Int[0, int.MaxValue], Gen.Byte[1, 255], Gen.Bool).Sample(
        (b, place, flip, cut) =>
        {
            var bytes = ColumnCodec.Encode(b.Rows, b.Columns);
            var at = place % bytes.Length;
            bytes[at] ^= flip;
            Assert.NotNull(ColumnCodec.Decode(cut ? bytes.AsMemory(0, at) : bytes).Error);
        }, iter: 300);

    /// <summary>Damage that the checksum agrees with: an error, or columns that are whole.</summary>
    [Fact]
    public void Decode_OfDamagedBytesWithARightChecksum_GivesWholeColumnsOrAnError() => Gen.Select(
        Batches, Gen.Int[4, int.MaxValue].Array[1, 4], Gen.Byte).Sample((b, places, value) =>
    {
        var bytes = ColumnCodec.Encode(b.Rows, b.Columns);
        foreach (var place in places)
            bytes[4 + (place % (bytes.Length - 12))] = value;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(
            bytes.AsSpan(bytes.Length - 8), System.IO.Hashing.XxHash64.HashToUInt64(bytes.AsSpan(0, bytes.Length - 8)));
        var (rows, columns, error) = ColumnCodec.Decode(bytes);
        if (error is null)
            Assert.All(columns, c => Assert.Null(ColumnCodec.Objection(c, rows)));
    }, iter: 500);

    [Fact]
    public void Decode_OfANewerFormat_SaysWhatToUpdate()
    {
        var bytes = ColumnCodec.Encode(1, [ObservationColumns.Numbers("a", [1])]);
        bytes[3] = 2;
        Assert.Contains("format version 2; this silo reads version 1", ColumnCodec.Decode(bytes).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_OfRepeatedTexts_IsAByteARow()
    {
        var texts = ObservationColumns.Texts("region", [.. Enumerable.Range(0, 10_000).Select(r => r % 2 == 0 ? "north" : "south")]);
        Assert.InRange(ColumnCodec.Encode(10_000, [texts]).Length, 10_000, 10_100);
    }

    [Fact]
    public void Encode_OfColumnsThatAreNotWhole_NamesThem()
    {
        var a = ObservationColumns.Numbers("a", [1, null]);
        Assert.Contains("'a' holds 16 bytes; 3 rows", Fault(3, a), StringComparison.Ordinal);
        Assert.Contains("bitmap of missing values has 2 bytes; 2 rows need 1", Fault(2, a with { Missing = new byte[2] }), StringComparison.Ordinal);
        Assert.Contains("'a' must be BOOL", Fault(2, a with { Type = TensorType.Fp16 }), StringComparison.Ordinal);
        Assert.Contains("'t' does not hold 2 texts", Fault(2, ObservationColumns.Texts("t", ["x"])), StringComparison.Ordinal);
        Assert.Contains("1 to 1,000,000 rows", Fault(0, a), StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_ThroughColumns_AreTheSame()
    {
        PredictionLabel[] labels =
        [
            new("a", "1"),
            new(null, "yes", "receipt"),
            new("b", "up", null, LabelKind.Feedback),
            new("c", null, null, LabelKind.Label, new() { ["ctr"] = 1, ["revenue"] = 2.5 }),
        ];
        var (rows, columns, _) = ColumnCodec.Decode(ColumnCodec.Encode(labels.Length, LabelColumns.Of(labels)));
        var (read, error) = LabelColumns.Read(rows, columns);
        Assert.Null(error);
        Assert.Equal(labels.Select(l => l with { Metrics = null }), read.Select(l => l with { Metrics = null }));
        Assert.Equal(labels[3].Metrics!.OrderBy(m => m.Key), read[3].Metrics!.OrderBy(m => m.Key));
    }

    [Fact]
    public void Labels_OfOtherColumns_AreRefusedByName()
    {
        Assert.Contains("'predictionId' and 'receipt' are missing", LabelColumns.Read(1, [ObservationColumns.Texts("label", ["1"])]).Error, StringComparison.Ordinal);
        Assert.Contains("'label' can't be FP64", LabelColumns.Read(1, [ObservationColumns.Numbers("label", [1])]).Error, StringComparison.Ordinal);
        Assert.Contains("no column 'lable'", LabelColumns.Read(1, [ObservationColumns.Texts("lable", ["1"])]).Error, StringComparison.Ordinal);
        Assert.Contains("'kind' must be label or feedback", LabelColumns.Read(1, [ObservationColumns.Texts("kind", ["x"])]).Error, StringComparison.Ordinal);
    }

    private static string Fault(int rows, ObservationColumn column) => Assert.Throws<ArgumentException>(() => ColumnCodec.Encode(rows, [column])).Message;

    private static string Plain(ObservationColumn c) =>
        $"{c.Name} {c.Type} {Convert.ToHexString(c.Data.Span)} {Convert.ToHexString(c.Missing.Span)}";
}
