using System.Buffers.Binary;
using ActorMlOps.Serving;
using CsCheck;

namespace ActorMlOps.Abstractions.Tests.Serving;

public sealed class TensorBatchTests
{
    private static readonly Gen<int[]> RowShape = Gen.Int[0, 3].Array[0, 2];

    // Batches of one layout of 1 to 3 tensors of any types.
    private static readonly Gen<TensorBatch[]> Batches = Gen.Select(Gen.Enum<TensorType>(), RowShape).Array[1, 3]
        .SelectMany(layout => Gen.Int[1, 5].SelectMany(rows => Values(layout, rows).Select(tensors => new TensorBatch(rows, tensors))).Array[1, 5]);

    private static Gen<Tensor[]> Values((TensorType Type, int[] Shape)[] layout, int rows) =>
        Gen.Byte.Array[400].Select(noise => layout.Select((l, i) => Filled($"t{i}", l.Type, l.Shape, rows, noise.AsSpan(i * 7))).ToArray());

    private static Tensor Filled(string name, TensorType type, int[] shape, int rows, ReadOnlySpan<byte> noise)
    {
        int elements = shape.Aggregate(rows, (a, b) => a * b);
        var data = new List<byte>();
        Span<byte> length = stackalloc byte[4];
        for (int e = 0, n = 0; e < elements; e++)
        {
            int size = type == TensorType.Bytes ? noise[n++] % 4 : type.Size();
            if (type == TensorType.Bytes)
            {
                BinaryPrimitives.WriteInt32LittleEndian(length, size);
                data.AddRange(length);
            }
            for (int i = 0; i < size; i++, n = (n + 1) % 300)
                data.Add((byte)(noise[n] & 0x7F));
        }
        return new(name, type, shape, data.ToArray());
    }

    private static void AssertSame(TensorBatch expected, TensorBatch actual)
    {
        Assert.Equal(expected.Rows, actual.Rows);
        Assert.True(expected.SameLayout(actual));
        for (int t = 0; t < expected.Tensors.Length; t++)
            Assert.Equal(expected.Tensors[t].Data.ToArray(), actual.Tensors[t].Data.ToArray());
    }

    [Fact]
    public void Slice_OfConcat_GivesEachBatchBack() => Batches.Sample(batches =>
    {
        var all = TensorBatch.Concat(batches);
        Assert.Null(all.FindError());
        Assert.Equal(batches.Sum(b => b.Rows), all.Rows);
        int first = 0;
        foreach (var batch in batches)
        {
            AssertSame(batch, all.Slice(first, batch.Rows));
            first += batch.Rows;
        }
    });

    [Fact]
    public void Concat_OfSlices_GivesTheWholeBack() => Gen.Select(Batches, Gen.Int[0, 5]).Sample((batches, cut) =>
    {
        var whole = batches[0];
        int at = Math.Min(cut, whole.Rows);
        AssertSame(whole, TensorBatch.Concat([whole.Slice(0, at), whole.Slice(at, whole.Rows - at)]));
    });

    [Fact]
    public void Slice_OfAll_AndConcatOfOne_CopyNothing()
    {
        var batch = new TensorBatch(2, [new("x", TensorType.Fp32, [], new byte[8])]);
        Assert.Same(batch, batch.Slice(0, 2));
        Assert.Same(batch, TensorBatch.Concat([batch]));
    }

    [Fact]
    public void Slice_BeyondTheRows_Throws()
    {
        var batch = new TensorBatch(2, [new("x", TensorType.Fp32, [], new byte[8])]);
        Assert.ThrowsAny<ArgumentException>(() => batch.Slice(1, 2));
        Assert.ThrowsAny<ArgumentException>(() => batch.Slice(-1, 1));
    }

    [Theory]
    [InlineData(TensorType.Fp32, new[] { 2 }, 1, "0000000000000000", null)]
    [InlineData(TensorType.Fp32, new[] { 2 }, 0, "", "no rows")]
    [InlineData(TensorType.Fp32, new[] { 2 }, -1, "", "no rows")]
    [InlineData(TensorType.Fp32, new[] { 2 }, 2, "0000000000000000", "Tensor 'x' holds 8 bytes; 2 rows of its shape are 16")]
    [InlineData(TensorType.Fp32, new[] { -1 }, 1, "", "can't have 1 rows of shape [-1]")]
    [InlineData(TensorType.Fp32, new[] { -1, -1 }, 1, "00000000", "can't have")]
    [InlineData(TensorType.Int8, new[] { 65536, 65536 }, 1, "", "can't have 1 rows of shape [65536, 65536]")]
    [InlineData(TensorType.Int8, new[] { int.MaxValue, int.MaxValue, int.MaxValue }, 4, "", "can't have")]
    [InlineData(TensorType.Fp32, new[] { 0 }, 3, "", null)]
    [InlineData((TensorType)0, new int[0], 1, "", "no known type")]
    [InlineData((TensorType)99, new int[0], 1, "00", "no known type")]
    [InlineData(TensorType.Bytes, new int[0], 1, "0100000061", null)]
    [InlineData(TensorType.Bytes, new int[0], 2, "0100000061", "ends within element 1 of 2")]
    [InlineData(TensorType.Bytes, new int[0], 1, "0200000061", "ends within element 0")]
    [InlineData(TensorType.Bytes, new int[0], 1, "FFFFFFFF61", "ends within element 0")]
    [InlineData(TensorType.Bytes, new int[0], 1, "010000006100", "1 bytes after its 1 elements")]
    [InlineData(TensorType.Bytes, new int[0], 1, "01000000FF", "element 0 is not valid UTF-8")]
    public void FindError_OfATensor(TensorType type, int[] shape, int rows, string hex, string? telling)
    {
        string? error = new TensorBatch(rows, [new("x", type, shape, Convert.FromHexString(hex))]).FindError();
        if (telling is null)
            Assert.Null(error);
        else
            Assert.Contains(telling, error, StringComparison.Ordinal);
    }

    [Fact]
    public void SameLayout_TellsNamesTypesShapesAndOrder()
    {
        var x = new Tensor("x", TensorType.Fp32, [2], new byte[8]);
        var batch = new TensorBatch(1, [x, x with { Name = "y" }]);
        Assert.True(batch.SameLayout(new(3, [x with { RowShape = [2], Data = default }, x with { Name = "y" }])));
        Assert.False(batch.SameLayout(new(1, [x])));
        Assert.False(batch.SameLayout(new(1, [x with { Name = "y" }, x])));
        Assert.False(batch.SameLayout(new(1, [x with { Type = TensorType.Int32 }, x with { Name = "y" }])));
        Assert.False(batch.SameLayout(new(1, [x with { RowShape = [1, 2] }, x with { Name = "y" }])));
        Assert.Equal("y", batch.Find("y")!.Name);
        Assert.Null(batch.Find("Y"));
    }
}
