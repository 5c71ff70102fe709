using System.Buffers;
using System.Text;
using System.Text.Json;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Api.Serving;
using ActorMlOps.Serving;
using CsCheck;

namespace ActorMlOps.Api.Tests.Serving;

public sealed class InferCodecLawTests
{
    private static readonly string[] Tokens =
    [
        "{", "}", "[", "]", ":", ",", "\"inputs\"", "\"outputs\"", "\"parameters\"", "\"id\"", "\"name\"", "\"shape\"", "\"datatype\"", "\"data\"",
        "\"FP32\"", "\"BYTES\"", "\"INT8\"", "\"NaN\"", "\"x\"", "\"\\ud800\"", "\"\\u0069nputs\"", "1", "2", "-1", "1e99", "0.5", "2147483647", "99999999999",
        "null", "true", "\"timeout\"", "\"unit_id\"", "\"binary_data_size\"", " ",
    ];

    private static readonly string[] Valid =
    [
        "{", "\"id\"", ":", "\"x\"", ",", "\"parameters\"", ":", "{", "\"timeout\"", ":", "2", "}", ",", "\"inputs\"", ":", "[", "{", "\"name\"", ":", "\"x\"", ",",
        "\"shape\"", ":", "[", "2", ",", "1", "]", ",", "\"datatype\"", ":", "\"FP32\"", ",", "\"data\"", ":", "[", "[", "0.5", "]", ",", "[", "1", "]", "]", "}",
        "]", ",", "\"outputs\"", ":", "[", "{", "\"name\"", ":", "\"x\"", "}", "]", "}",
    ];

    private static readonly Gen<(TensorType Type, int[] Shape, bool Nested, ulong Seed)> Tensors = Gen.Select(
        Gen.Int[1, 13].Select(t => (TensorType)t), Gen.Int[0, 4].Array[0, 4], Gen.Bool, Gen.ULong);

    [Fact]
    public void WriteThenRead_AnyTensorOfAnyType_IsTheSame() => Tensors.Sample(tensor =>
    {
        var (type, shape, nested, seed) = tensor;
        var data = RandomTensor.Data(type, shape.Aggregate(1, (a, b) => a * b), new Random((int)seed));

        var read = InferRequestReader.Read(Encode(type, shape, data, nested)).Inputs.Single();

        Assert.Equal(type, read.Type);
        Assert.Equal(shape, read.Shape);
        Assert.Equal(data, read.Data.ToArray());
    });

    [Fact]
    public void Read_RandomBytes_NeverThrowsAnythingElse() => Gen.Byte.Array[0, 300].Sample(AssertRefusedOrRead);

    [Fact]
    public void Read_TokensInAnyOrder_NeverThrowsAnythingElse() =>
        Gen.Int[0, Tokens.Length - 1].Array[0, 40].Sample(soup => AssertRefusedOrRead(Utf8(string.Concat(soup.Select(t => Tokens[t])))));

    [Fact]
    public void Read_ValidRequestWithChangedTokens_NeverThrowsAnythingElse() =>
        Gen.Select(Gen.Int[0, Valid.Length - 1], Gen.Int[0, Tokens.Length - 1], Gen.Int[0, 2]).Array[1, 4].Sample(changes =>
        {
            var tokens = Valid.ToList();
            foreach (var (at, token, how) in changes)
            {
                var place = Math.Min(at, tokens.Count - 1);
                if (how == 0)
                    tokens[place] = Tokens[token];
                else if (how == 1)
                    tokens.Insert(place, Tokens[token]);
                else
                    tokens.RemoveAt(place);
            }
            AssertRefusedOrRead(Utf8(string.Concat(tokens)));
        }, iter: 20_000);

    [Fact]
    public void Read_TruncatedAnywhere_IsRefused()
    {
        var whole = Utf8(string.Concat(Valid));
        Assert.NotNull(InferRequestReader.Read(whole));

        for (var length = 0; length < whole.Length; length++)
            Assert.Throws<RequestException>(() => InferRequestReader.Read(whole.AsSpan(0, length)));
    }

    private static void AssertRefusedOrRead(byte[] json)
    {
        try
        {
            var request = InferRequestReader.Read(json);
            Assert.All(request.Inputs, i => Assert.True(i.Type == TensorType.Bytes || i.Data.Length % i.Type.Size() == 0));
        }
        catch (RequestException refused)
        {
            Assert.Equal(400, refused.Status);
        }
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Encode(TensorType type, int[] shape, byte[] data, bool nested)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("inputs");
            json.WriteStartObject();
            json.WriteString("name", "x");
            json.WriteString("datatype", type.Name());
            json.WriteStartArray("shape");
            foreach (var size in shape)
                json.WriteNumberValue(size);
            json.WriteEndArray();
            json.WritePropertyName("data");
            if (nested && shape.Length > 0)
                Nest(json, type, shape, 0, 0, new TensorBatch(shape.Aggregate(1, (a, b) => a * b), [new("x", type, [], data)]));
            else
                Flat(json, type, data);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void Flat(Utf8JsonWriter json, TensorType type, ReadOnlySpan<byte> data)
    {
        json.WriteStartArray();
        TensorJsonWriter.Write(json, type, data);
        json.WriteEndArray();
    }

    private static int Nest(Utf8JsonWriter json, TensorType type, int[] shape, int depth, int first, TensorBatch whole)
    {
        if (depth == shape.Length - 1)
        {
            Flat(json, type, whole.Slice(first, shape[depth]).Tensors[0].Data.Span);
            return first + shape[depth];
        }
        json.WriteStartArray();
        for (var i = 0; i < shape[depth]; i++)
            first = Nest(json, type, shape, depth + 1, first, whole);
        json.WriteEndArray();
        return first;
    }
}
