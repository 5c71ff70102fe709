using System.Buffers.Binary;
using System.Text;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Api.Serving;
using ActorMlOps.Serving;
using CsCheck;

namespace ActorMlOps.Api.Tests.Serving;

public sealed class InferBinaryReaderTests
{
    private const int MaxBytes = 1 << 20;

    private static readonly Gen<(TensorType Type, int[] Shape, bool Binary, ulong Seed)[]> Tensors =
        Gen.Select(Gen.Int[1, 13].Select(t => (TensorType)t), Gen.Int[0, 4].Array[0, 4], Gen.Bool, Gen.ULong).Array[1, 4];

    [Fact]
    public async Task Read_AnyTensorsOfAnyTypeInBothForms_AreTheSame() => await Tensors.SampleAsync(async tensors =>
    {
        var inputs = tensors.Select((t, i) => (
            Name: $"x{i}", t.Type, t.Shape, Binary: t.Binary || t.Type == TensorType.Bytes,
            Data: RandomTensor.Data(t.Type, t.Shape.Aggregate(1, (a, b) => a * b), new Random((int)t.Seed)))).ToArray();
        var json = Json(inputs.Select(i => i.Binary
            ? Input(i.Name, i.Type.Name(), i.Shape, i.Data.Length)
            : $$"""{"name":"{{i.Name}}","datatype":"UINT8","shape":[{{i.Data.Length}}],"data":[{{string.Join(",", i.Data)}}]}"""));

        var read = await ReadAsync([.. json, .. inputs.Where(i => i.Binary).SelectMany(i => i.Data)], json.Length);

        Assert.Equal(inputs.Select(i => i.Binary ? i.Type : TensorType.UInt8), read.Inputs.Select(i => i.Type));
        Assert.Equal(inputs.Select(i => i.Data), read.Inputs.Select(i => i.Data.ToArray()));
        Assert.All(read.Inputs, i => Assert.Null(i.BinarySize));
    });

    [Fact]
    public async Task Read_AnyChangeOfOneByte_IsReadOrRefused()
    {
        var json = Json([Input("t", "BYTES", [2], 13), Input("b", "BOOL", [3], 3), Input("f", "FP32", [1], 4)]);
        byte[] body = [.. json, .. Text("ab"), .. Text("cde"), 1, 0, 1, 0, 0, 128, 63];
        await ReadAsync(body, json.Length);

        await Gen.Select(Gen.Int[0, body.Length - 1], Gen.Byte, Gen.Int[-3, 3]).SampleAsync(async change =>
        {
            var (at, value, shift) = change;
            var changed = body.ToArray();
            changed[at] = value;
            try
            {
                await ReadAsync(changed, json.Length + shift);
            }
            catch (RequestException refused)
            {
                Assert.Equal(400, refused.Status);
            }
        }, iter: 5_000);
    }

    [Fact]
    public async Task Read_TruncatedAnywhere_IsRefused()
    {
        var json = Json([Input("t", "BYTES", [2], 13), Input("f", "FP32", [1], 4)]);
        byte[] body = [.. json, .. Text("ab"), .. Text("cde"), 0, 0, 128, 63];
        await ReadAsync(body, json.Length);

        for (var length = 0; length < body.Length; length++)
            await Assert.ThrowsAsync<RequestException>(() => ReadAsync(body[..length], json.Length));
    }

    public static TheoryData<string, byte[], string> Bad => new()
    {
        { Input("x", "FP32", [2], 7), new byte[7], "Input 'x': 'binary_data_size' is 7 bytes; its shape [2] of FP32 needs 8." },
        { Input("x", "FP64", [1, 2], 8), new byte[8], "Input 'x': 'binary_data_size' is 8 bytes; its shape [1, 2] of FP64 needs 16." },
        { Input("x", "FP32", [2], 8), new byte[5], "Input 'x': 'binary_data_size' is 8 bytes, but the body has 5 left for it." },
        { Input("x", "FP32", [2], 8), new byte[9], "The body goes on after the last binary input" },
        { Input("x", "FP32", [int.MaxValue, int.MaxValue], 8), new byte[8], "Input 'x': its shape [2147483647, 2147483647] has more than" },
        { Input("x", "BYTES", [int.MaxValue], 8), new byte[8], "Input 'x': 'binary_data_size' is 8 bytes; the 2147483647 elements" },
        { Input("x", "BOOL", [2], 2), [1, 2], "Input 'x', element 1: 2 is neither 0 nor 1" },
        { Input("x", "BYTES", [1], 6), [3, 0, 0, 0, 65, 66], "Input 'x', element 0: its length is 3, but 2 bytes are left." },
        { Input("x", "BYTES", [1], 6), [255, 255, 255, 255, 65, 66], "Input 'x', element 0: its length is 4294967295" },
        { Input("x", "BYTES", [1], 6), [1, 0, 0, 0, 65, 66], "Input 'x': 1 bytes are left after its 1 elements." },
        { Input("x", "BYTES", [2], 9), [4, 0, 0, 0, 65, 66, 67, 68, 69], "Input 'x', element 1: the data end before its length" },
        { Input("x", "FP32", [1], -1), [], "Input 'x': 'binary_data_size' must be a whole number" },
        { """{"name":"x","datatype":"FP32","shape":[1],"data":[1],"parameters":{"binary_data_size":4}}""", new byte[4], "Input 'x' has both" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Read_BadTensor_IsRefusedWithItsName(string input, byte[] data, string expected)
    {
        var json = Json([input]);

        foreach (var announced in new[] { true, false })
        {
            var refused = await Assert.ThrowsAsync<RequestException>(() => ReadAsync([.. json, .. data], json.Length, announced));
            Assert.StartsWith(expected, refused.Message, StringComparison.Ordinal);
            Assert.Equal(400, refused.Status);
        }
    }

    [Fact]
    public async Task Read_SizesBeyondTheLimit_AreRefusedBeforeAnythingIsAllocated()
    {
        var json = Json(Enumerable.Range(0, 100).Select(i => Input($"x{i}", "UINT8", [int.MaxValue], int.MaxValue)));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var refused = await Assert.ThrowsAsync<RequestException>(() => ReadAsync(json, json.Length, announced: false));

        Assert.Equal(413, refused.Status);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("99999999999")]
    [InlineData("1048577")]
    public async Task Read_BadJsonLength_IsRefusedWithTheHeader(string length)
    {
        var refused = await Assert.ThrowsAsync<RequestException>(
            () => InferBinaryReader.ReadAsync(new MemoryStream(new byte[10]), length, null, MaxBytes, default).AsTask());

        Assert.StartsWith("'Inference-Header-Content-Length' is ", refused.Message, StringComparison.Ordinal);
    }

    private static byte[] Json(IEnumerable<string> inputs) => Encoding.UTF8.GetBytes($$"""{"inputs":[{{string.Join(",", inputs)}}]}""");

    private static string Input(string name, string type, int[] shape, int size) =>
        $$$"""{"name":"{{{name}}}","datatype":"{{{type}}}","shape":[{{{string.Join(",", shape)}}}],"parameters":{"binary_data_size":{{{size}}}}}""";

    private static byte[] Text(string text)
    {
        var element = new byte[4 + text.Length];
        BinaryPrimitives.WriteInt32LittleEndian(element, text.Length);
        Encoding.ASCII.GetBytes(text, element.AsSpan(4));
        return element;
    }

    private static Task<InferRequest> ReadAsync(byte[] body, int jsonLength, bool announced = true) =>
        InferBinaryReader.ReadAsync(new MemoryStream(body), $"{jsonLength}", announced ? body.Length : null, MaxBytes, default).AsTask();
}
