using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Api.Serving;
using ActorMlOps.Serving;
using CsCheck;

namespace ActorMlOps.Api.Tests.Serving;

/// <summary>A list that is read at once and one that is read token by token are the same.</summary>
public sealed class FlatNumbersTests
{
    private static readonly string[] Tokens =
        ["1", "-2.5", "0.1", "1e3", "01", "1.", "1e400", "\"NaN\"", "null", "[", "]", "]", ",", ",", ",", " ", "\n", "{", "}", "x"];

    [Fact]
    public void Read_AnyTokensInTheList_AreReadOrRefusedAsTokenByToken() =>
        Gen.Select(Gen.Bool, Gen.Int[0, Tokens.Length - 1].Array[0, 9], Gen.Int[0, 4]).Sample(
            (wide, tokens, elements) =>
            {
                var type = wide ? "FP64" : "FP32";
                var list = "[" + string.Concat(tokens.Select(t => Tokens[t])) + "]";
                Assert.Equal(Read(type, list, elements, flat: false), Read(type, list, elements, flat: true));
            },
            iter: 100_000);

    [Theory]
    [InlineData("[1,2.5,-3e-2]")]
    [InlineData(" [ 1 , 2.5\n,\t-3e-2 ] ")]
    public void Read_SpaceBetweenValues_IsSkipped(string list) =>
        Assert.Equal([1f, 2.5f, -0.03f], Floats(InferRequestReader.Read(Request("FP32", list, 3)).Inputs[0].Data));

    [Fact]
    public void Read_BrokenAfterTheList_NamesThePlace()
    {
        var json = Encoding.UTF8.GetString(Request("FP32", "[1,2]", 2));
        var refused = Assert.Throws<RequestException>(() => InferRequestReader.Read(Encoding.UTF8.GetBytes(json[..^1] + "!")));
        Assert.Contains($"line 1, byte {json.Length}:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_KnownInput_GivesItsOwnNameAndShape()
    {
        var signature = new ModelSignature(
            [new("x", TensorType.Fp32, [-1, 2])], [], BatchMode.Dynamic);
        var known = new KnownInputs(signature);
        var (one, two) = (Batch(), Batch());
        Assert.Same(signature.Inputs[0].Name, one.Name);
        Assert.Same(one.RowShape, two.RowShape);
        Assert.Equal([2], one.RowShape);

        Tensor Batch() => InferRequestReader
            .Read(Encoding.UTF8.GetBytes("""{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[1,2]}]}"""), known: known)
            .ToBatch(signature.Batch, known).Tensors[0];
    }

    private static string Read(string type, string list, int elements, bool flat)
    {
        try
        {
            var json = Request(type, list, elements);
            var request = flat ? InferRequestReader.Read(json) : InferRequestReader.Read(new RequestJson(json, false, null, flat: false));
            return Convert.ToHexString(request.Inputs.Single().Data.Span);
        }
        catch (JsonException broken)
        {
            return JsonErrors.Syntax("The body", broken);
        }
        catch (RequestException refused)
        {
            return refused.Message;
        }
    }

    private static byte[] Request(string type, string list, int elements) => Encoding.UTF8.GetBytes(
        $$"""{"inputs":[{"name":"x","datatype":"{{type}}","shape":[{{elements}}],"data":{{list}}}],"id":"r"}""");

    private static float[] Floats(ReadOnlyMemory<byte> data) =>
        MemoryMarshal.Cast<byte, float>(data.Span).ToArray();
}
