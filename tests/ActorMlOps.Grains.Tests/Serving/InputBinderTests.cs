using System.Buffers.Binary;
using ActorMlOps.Grains.Serving;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Serving;
using CsCheck;

namespace ActorMlOps.Grains.Tests.Serving;

public sealed class InputBinderTests
{
    private static readonly ModelSignature Two = Specs.Signature(
        [Specs.Tensor("a", TensorType.Fp32, -1, 3), Specs.Tensor("t", TensorType.Bytes, -1, 1)], Specs.Tensor("y", TensorType.Fp32, -1));

    private static readonly InputBinder Binder = new(Two);

    [Fact]
    public void Bind_AnyOrder_IsTheOrderOfTheSignature()
    {
        var (inputs, error) = Binder.Bind(new(2, [Text("x", "yz"), Floats(2, 3)]));
        Assert.Null(error);
        Assert.Equal([24, 11], inputs!.Select(i => i.Data.Length));
    }

    [Theory]
    [InlineData(0, "has no rows")]
    [InlineData(-5, "has no rows")]
    public void Bind_NoRows_IsRefused(int rows, string reason) => Refused(new(rows, [Floats(1, 3), Text("x")]), reason);

    [Fact]
    public void Bind_WhatDoesNotFit_NamesTheInput()
    {
        Refused(new(1, [Floats(1, 3)]), "'t' is missing");
        Refused(new(1, [Floats(1, 3), Text("x"), Floats(1, 3) with { Name = "b" }]), "no input 'b'");
        Refused(new(1, [Floats(1, 3), Text("x"), Floats(1, 3)]), "more than once");
        Refused(new(1, [Floats(1, 3) with { Type = TensorType.Fp64 }, Text("x")]), "'a' must be FP32, not FP64");
        Refused(new(1, [Floats(1, 4), Text("x")]), "'a' must have rows of shape [3], not [4]");
        Refused(new(1, [Floats(1, 3) with { RowShape = [3, 1] }, Text("x")]), "'a' must have rows of shape [3]");
        Refused(new(2, [Floats(1, 3), Text("x", "y")]), "'a' holds 12 bytes; its shape needs 24");
        Refused(new(2, [Floats(2, 3), Text("x")]), "'t' ends within element 1 of 2");
        Refused(new(1, [Floats(1, 3), Text("x", "y")]), "'t' has data left");
    }

    [Fact]
    public void Bind_AnyBytesAsText_NeverThrowsAndTakesOnlyWholeTexts() => Gen.Select(Gen.Byte.Array[0, 40], Gen.Int[1, 5]).Sample((bytes, rows) =>
    {
        var (inputs, error) = Binder.Bind(new(rows, [Floats(rows, 3), new("t", TensorType.Bytes, [1], bytes)]));
        Assert.True(inputs is null != error is null);
        if (inputs is null)
            return;
        var at = 0;
        for (var r = 0; r < rows; r++)
            RowReader.Text(bytes, ref at);
        Assert.Equal(bytes.Length, at);
    });

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(0x8000_0000)]
    [InlineData(0x7FFF_FFFC)]
    [InlineData(2u)]
    public void Bind_LengthsBeyondTheData_AreRefused(uint length)
    {
        var bytes = new byte[5];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, length);
        Refused(new(1, [Floats(1, 3), new("t", TensorType.Bytes, [1], bytes)]), "longer than the data");
    }

    [Fact]
    public void Bind_ShapeWhoseProductOverflows_IsRefused()
    {
        var free = new InputBinder(Specs.Signature([Specs.Tensor("a", TensorType.Fp32, -1, -1, -1, -1)], Specs.Tensor("y", TensorType.Fp32, -1)));
        // 2^66 elements are 0 in 64 bits: no data at all would do.
        var (inputs, error) = free.Bind(new(1 << 16, [new("a", TensorType.Fp32, [1 << 20, 1 << 20, 1 << 10], default)]));
        Assert.Null(inputs);
        Assert.Contains("'a' is too large", error, StringComparison.Ordinal);
        Assert.NotNull(free.Bind(new(1, [new("a", TensorType.Fp32, [1, 2, 2], new byte[16])])).Inputs);
    }

    [Fact]
    public void Bind_ModelWithoutBatchDimension_TakesOneRow()
    {
        var whole = new InputBinder(new([Specs.Tensor("a", TensorType.Fp32, 3)], [Specs.Tensor("y", TensorType.Fp32, 1)], BatchMode.Whole));
        Assert.Contains("one row a request", whole.Bind(new(2, [Floats(2, 3)])).Error, StringComparison.Ordinal);
        Assert.NotNull(whole.Bind(new(1, [Floats(1, 3)])).Inputs);
    }

    private static void Refused(TensorBatch batch, string reason)
    {
        var (inputs, error) = Binder.Bind(batch);
        Assert.Null(inputs);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    private static Tensor Floats(int rows, int width) => new("a", TensorType.Fp32, [width], new byte[rows * width * 4]);

    private static Tensor Text(params string[] values) => new("t", TensorType.Bytes, [1], Texts.Encode(values));
}
