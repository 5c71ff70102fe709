using System.Text;
using ActorMlOps.Registry;
using ActorMlOps.Serving;

namespace ActorMlOps.Client.Tests.Serving;

public sealed class RowEncoderTests
{
    private static VersionSpec Spec(TensorSpec[] inputs, FeatureSpec[] features, BatchMode batch = BatchMode.Dynamic) =>
        new(new("m", "v"), "", new(inputs, [], batch), features, OutputSpec.Unwatched, null, [], 16, new());

    private static VersionSpec One(TensorType type) =>
        Spec([new("x", type, [-1, 1])], [new("f", FeatureKind.Numeric, 0, 0, type)]);

    private static byte[] Encoded(TensorType type, object? value)
    {
        var batch = new RowEncoder(One(type)).Encode(new Dictionary<string, object?> { ["f"] = value });
        Assert.Null(batch.FindError());
        return batch.Tensors[0].Data.ToArray();
    }

    private static void AssertRefused(string telling, Action encode)
    {
        var error = Assert.Throws<PredictionException>(encode);
        Assert.Equal(PredictOutcome.BadInput, error.Outcome);
        Assert.Contains(telling, error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<TensorType, object?, string> Elements => new()
    {
        { TensorType.Bool, true, "01" },
        { TensorType.Bool, 0, "00" },
        { TensorType.Int8, -128, "80" },
        { TensorType.Int16, (short)-2, "FEFF" },
        { TensorType.Int32, int.MinValue, "00000080" },
        { TensorType.Int64, long.MaxValue, "FFFFFFFFFFFFFF7F" },
        { TensorType.Int64, long.MinValue, "0000000000000080" },
        { TensorType.Int64, (1L << 53) + 1, "0100000000002000" },
        { TensorType.Int64, "9007199254740993", "0100000000002000" },
        { TensorType.Int64, 9007199254740993m, "0100000000002000" },
        { TensorType.Int64, -3.0, "FDFFFFFFFFFFFFFF" },
        { TensorType.UInt8, 255, "FF" },
        { TensorType.UInt16, 65535u, "FFFF" },
        { TensorType.UInt32, uint.MaxValue, "FFFFFFFF" },
        { TensorType.UInt64, ulong.MaxValue, "FFFFFFFFFFFFFFFF" },
        { TensorType.UInt64, 1e18, "000064A7B3B6E00D" },
        { TensorType.UInt8, DayOfWeek.Friday, "05" },
        { TensorType.Fp16, 1.5, "003E" },
        { TensorType.Fp16, null, "00FE" },
        { TensorType.Fp32, 1, "0000803F" },
        { TensorType.Fp32, "-2.5", "000020C0" },
        { TensorType.Fp32, float.PositiveInfinity, "0000807F" },
        { TensorType.Fp32, float.MaxValue, "FFFF7F7F" },
        { TensorType.Fp64, 0.1m, "9A9999999999B93F" },
        { TensorType.Fp64, (1L << 53), "0000000000004043" },
        { TensorType.Fp64, null, "000000000000F8FF" },
        { TensorType.Bytes, "ü", "02000000C3BC" },
        { TensorType.Bytes, "", "00000000" },
        { TensorType.Bytes, null, "00000000" },
        { TensorType.Bytes, 1.5, "03000000312E35" },
        { TensorType.Bytes, "a\0b"u8.ToArray(), "03000000610062" },
    };

    [Theory]
    [MemberData(nameof(Elements))]
    public void Encode_ValueThatFits_HasTheseBytes(TensorType type, object? value, string hex) =>
        Assert.Equal(hex, Convert.ToHexString(Encoded(type, value)));

    [Theory]
    [InlineData(TensorType.UInt8, 300, "Feature 'f' is '300'; UINT8 holds 0 to 255")]
    [InlineData(TensorType.UInt8, -1, "UINT8 holds 0 to 255")]
    [InlineData(TensorType.Int8, 128, "INT8 holds -128 to 127")]
    [InlineData(TensorType.Int16, 40_000, "INT16 holds")]
    [InlineData(TensorType.UInt16, 65_536, "UINT16 holds")]
    [InlineData(TensorType.Int32, 2_147_483_648L, "INT32 holds")]
    [InlineData(TensorType.UInt32, 4_294_967_296L, "UINT32 holds")]
    [InlineData(TensorType.Int64, 9.3e18, "INT64 holds")]
    [InlineData(TensorType.Int64, ulong.MaxValue, "INT64 holds")]
    [InlineData(TensorType.UInt64, -1, "UINT64 holds")]
    [InlineData(TensorType.UInt64, 1e300, "UINT64 holds")]
    [InlineData(TensorType.UInt64, "99999999999999999999", "UINT64 holds")]
    [InlineData(TensorType.Bool, 2, "BOOL holds 0 to 1")]
    [InlineData(TensorType.Int64, null, "Feature 'f' is null, and INT64 has no missing value")]
    [InlineData(TensorType.Bool, null, "BOOL has no missing value")]
    [InlineData(TensorType.Int64, 1.5, "must be a whole number, not '1.5'")]
    [InlineData(TensorType.Int64, double.NaN, "must be a whole number")]
    [InlineData(TensorType.Int64, double.PositiveInfinity, "must be a whole number")]
    [InlineData(TensorType.Int64, "1.0", "must be a whole number")]
    [InlineData(TensorType.Int64, "", "must be a whole number")]
    [InlineData(TensorType.Fp32, 1e300, "FP32 holds numbers up to")]
    [InlineData(TensorType.Fp16, 70_000, "FP16 holds numbers up to 65504")]
    [InlineData(TensorType.Fp32, "abc", "Feature 'f' must be a number, not 'abc'")]
    [InlineData(TensorType.Fp32, "1,5", "must be a number, not '1,5'")]
    [InlineData(TensorType.Fp32, 'c', "must be a number")]
    public void Encode_ValueThatDoesNotFit_IsRefusedByNameAndRange(TensorType type, object? value, string telling) =>
        AssertRefused(telling, () => Encoded(type, value));

    [Fact]
    public void Encode_ObjectsOfOtherKinds_AreRefused()
    {
        AssertRefused("must be a text, not Object", () => Encoded(TensorType.Bytes, new object()));
        AssertRefused("must be a text, not Int32[]", () => Encoded(TensorType.Bytes, new[] { 1 }));
        AssertRefused("must be a number", () => Encoded(TensorType.Fp64, DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public void Encode_NamedFeatures_AreInTheOrderOfInputsAndElements()
    {
        var encoder = new RowEncoder(Spec(
            [new("a", TensorType.Fp32, [-1, 2]), new("b", TensorType.Bytes, [-1]), new("c", TensorType.Int16, [-1, 1, 1])],
            [new("c", FeatureKind.Numeric, 2, 0, TensorType.Int16), new("a1", FeatureKind.Numeric, 0, 1, TensorType.Fp32),
                new("b", FeatureKind.Categorical, 1, 0, TensorType.Bytes), new("a0", FeatureKind.Numeric, 0, 0, TensorType.Fp32)]));
        var batch = encoder.Encode(new Dictionary<string, object?> { ["b"] = "x", ["a1"] = 2, ["c"] = 3, ["a0"] = 1 });
        Assert.Equal(["a", "b", "c"], batch.Tensors.Select(t => t.Name));
        Assert.Equal("0000803F00000040", Convert.ToHexString(batch.Tensors[0].Data.Span));
        Assert.Equal("0100000078", Convert.ToHexString(batch.Tensors[1].Data.Span));
        Assert.Equal("0300", Convert.ToHexString(batch.Tensors[2].Data.Span));
        Assert.Equal<int[]>([2], batch.Tensors[0].RowShape);
        Assert.Empty(batch.Tensors[1].RowShape);
        Assert.Equal<int[]>([1, 1], batch.Tensors[2].RowShape);
        Assert.Null(batch.FindError());
    }

    [Fact]
    public void Encode_MissingOrUnknownFeature_IsNamed()
    {
        var encoder = new RowEncoder(One(TensorType.Fp32));
        AssertRefused("Feature 'f' is missing", () => encoder.Encode(new Dictionary<string, object?>()));
        AssertRefused("no feature 'g'; it has: f", () => encoder.Encode(new Dictionary<string, object?> { ["f"] = 1, ["g"] = 2 }));
        AssertRefused("no feature 'F'", () => encoder.Encode(new Dictionary<string, object?> { ["F"] = 1 }));
    }

    [Fact]
    public void Encode_OnlySomeElementsAreFeatures_AsksForTensors() => AssertRefused(
        "Input 'x' takes rows of shape [3], and 1 features are named of it",
        () => new RowEncoder(Spec([new("x", TensorType.Fp32, [-1, 3])], [new("f", FeatureKind.Numeric, 0, 1, TensorType.Fp32)]))
            .Encode(new Dictionary<string, object?> { ["f"] = 1 }));

    [Theory]
    [InlineData(new[] { -1, 4 }, 4, "4")]
    [InlineData(new[] { -1, 2, 2 }, 4, "2,2")]
    [InlineData(new[] { -1, -1 }, 4, "4")]
    [InlineData(new[] { -1, -1, 2 }, 4, "2,2")]
    [InlineData(new[] { -1 }, 1, "")]
    public void Layout_FloatRow_GetsTheShapeOfTheInput(int[] declared, int values, string shape)
    {
        var encoder = new RowEncoder(Spec([new("x", TensorType.Fp32, declared)], []));
        Assert.False(encoder.TryLayout(values, out _));
        var layout = encoder.Layout(values);
        Assert.Equal(("x", TensorType.Fp32, shape), (layout[0].Name, layout[0].Type, string.Join(',', layout[0].RowShape)));
        Assert.True(encoder.TryLayout(values, out var known));
        Assert.Same(layout, known);
        Assert.False(encoder.TryLayout(values + 1, out _));
    }

    [Theory]
    [InlineData(new[] { -1, 4 }, 3)]
    [InlineData(new[] { -1, 4 }, 0)]
    [InlineData(new[] { -1, -1, 2 }, 3)]
    [InlineData(new[] { -1, -1, -1 }, 4)]
    [InlineData(new[] { -1, 65536, 65536 }, 1)]
    public void Layout_FloatRowOfAnotherLength_StatesShapeAndLength(int[] declared, int values) => AssertRefused(
        $"rows of shape [{string.Join(", ", declared[1..])}], not {values} values",
        () => new RowEncoder(Spec([new("x", TensorType.Fp32, declared)], [])).Layout(values));

    [Fact]
    public void Layout_FloatRowOfAnotherModel_ListsTheInputs()
    {
        AssertRefused("Inputs: x INT64[-1, 1]", () => new RowEncoder(One(TensorType.Int64)).Layout(1));
        AssertRefused(
            "Inputs: x FP32[-1], y FP32[-1]",
            () => new RowEncoder(Spec([new("x", TensorType.Fp32, [-1]), new("y", TensorType.Fp32, [-1])], [])).Layout(1));
    }

    [Fact]
    public void Encode_LongText_IsShortenedInTheMessage() =>
        AssertRefused(new string('x', 40) + "...'", () => Encoded(TensorType.Fp32, new string('x', 1_000)));

    [Fact]
    public void Encode_HalfASurrogatePair_IsStillUtf8() =>
        Assert.Equal("\uFFFD", Encoding.UTF8.GetString(Encoded(TensorType.Bytes, "\ud800")[4..]));
}
