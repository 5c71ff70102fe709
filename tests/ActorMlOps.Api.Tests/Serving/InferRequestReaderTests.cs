using System.Runtime.InteropServices;
using System.Text;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Api.Serving;
using ActorMlOps.Serving;

namespace ActorMlOps.Api.Tests.Serving;

public sealed class InferRequestReaderTests
{
    private static readonly KnownInputs Known = new(new([new("a", TensorType.Fp32, [-1, 1])], [], BatchMode.Dynamic));

    [Theory]
    [InlineData("BOOL", "[true, false, 1]", new byte[] { 1, 0, 1 })]
    [InlineData("INT8", "[-128, 127, 4.0]", new byte[] { 0x80, 0x7F, 4 })]
    [InlineData("UINT8", "[0, 255, 2e1]", new byte[] { 0, 255, 20 })]
    [InlineData("INT16", "[-2, 1, 0]", new byte[] { 0xFE, 0xFF, 1, 0, 0, 0 })]
    [InlineData("UINT16", "[65535, 1, 0]", new byte[] { 0xFF, 0xFF, 1, 0, 0, 0 })]
    [InlineData("INT32", "[-1, 1, 0]", new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData("FP16", "[1, -2, \"NaN\"]", new byte[] { 0x00, 0x3C, 0x00, 0xC0, 0x00, 0xFE })]
    [InlineData("FP32", "[1, \"-Infinity\", \"Infinity\"]", new byte[] { 0, 0, 0x80, 0x3F, 0, 0, 0x80, 0xFF, 0, 0, 0x80, 0x7F })]
    [InlineData("BYTES", "[\"\", \"a\", \"\\u00e9\"]", new byte[] { 0, 0, 0, 0, 1, 0, 0, 0, 0x61, 2, 0, 0, 0, 0xC3, 0xA9 })]
    public void Read_EveryKindOfType_GivesLittleEndianBytes(string type, string data, byte[] expected)
    {
        var input = Read($$"""{"inputs":[{"name":"x","datatype":"{{type}}","shape":[3],"data":{{data}}}]}""").Inputs.Single();

        Assert.Equal(expected, input.Data.ToArray());
        Assert.Equal(type, input.Type.Name());
    }

    [Fact]
    public void Read_WideTypesAtTheirLimits_AreExact()
    {
        var inputs = Read(
            """
            {"inputs":[
              {"name":"i","datatype":"INT64","shape":[2],"data":[-9223372036854775808, 9223372036854775807]},
              {"name":"u","datatype":"UINT64","shape":[2],"data":[0, 18446744073709551615]},
              {"name":"v","datatype":"UINT32","shape":[1],"data":[4294967295]},
              {"name":"d","datatype":"FP64","shape":[2],"data":[0.1, -1.7976931348623157e308]}]}
            """).Inputs;

        Assert.Equal([long.MinValue, long.MaxValue], MemoryMarshal.Cast<byte, long>(inputs[0].Data.Span).ToArray());
        Assert.Equal([0, ulong.MaxValue], MemoryMarshal.Cast<byte, ulong>(inputs[1].Data.Span).ToArray());
        Assert.Equal([uint.MaxValue], MemoryMarshal.Cast<byte, uint>(inputs[2].Data.Span).ToArray());
        Assert.Equal([0.1, double.MinValue], MemoryMarshal.Cast<byte, double>(inputs[3].Data.Span).ToArray());
    }

    [Fact]
    public void Read_AllFields_AreTaken()
    {
        var request = Read(
            """
            {"id":"r1","parameters":{"unit_id":"u7","timeout":250000,"other":{"a":[1]}},"unknown":[{}],
             "outputs":[{"name":"b","parameters":{"binary_data":false}},{"name":"a"}],
             "inputs":[{"data":[[1,2],[3,4]],"parameters":{"x":1},"shape":[2,2],"datatype":"INT64","name":"x"}]}
            """);

        Assert.Equal("r1", request.Id);
        Assert.Equal(new InferParameters("u7", TimeSpan.FromMilliseconds(250)), request.Parameters);
        Assert.Equal([new("b", false), new("a")], request.Outputs!);
        Assert.Equal([1, 2, 3, 4], MemoryMarshal.Cast<byte, long>(request.Inputs[0].Data.Span).ToArray());
        Assert.Equal([2, 2], request.Inputs[0].Shape);
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("[]", "must be a JSON object with 'inputs'")]
    [InlineData("{}", "'inputs' is missing or empty")]
    [InlineData("""{"inputs":{}}""", "'inputs' must be a list")]
    [InlineData("""{"inputs":[1]}""", "'inputs[0]' must be an object")]
    [InlineData("""{"inputs":[],"inputs":[]}""", "'inputs' is there twice")]
    [InlineData("""{"id":1,"inputs":[]}""", "'id' must be a text")]
    [InlineData("""{"inputs":[{"datatype":"FP32","shape":[1],"data":[1]}]}""", "'inputs[0].name' is missing")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"data":[1]}]}""", "Input 'x': 'datatype' is missing")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FLOAT","shape":[1],"data":[1]}]}""", "Input 'x': 'datatype' \"FLOAT\" is none of BOOL")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","data":[1]}]}""", "Input 'x': 'shape' is missing")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[-1],"data":[1]}]}""", "Input 'x': 'shape[0]' must be a whole number")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[1]}]}""", "Input 'x': 'data' is missing")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"parameters":{"binary_data_size":4}}]}""", "Input 'x': 'binary_data_size' needs the header 'Inference-Header-Content-Length'")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[2],"data":[1]}]}""", "'data' has 1 elements; its shape [2] needs 2")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[1,2]}]}""", "more elements than the 1")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[2147483647,2147483647],"data":[1]}]}""", "fewer elements")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[2,2],"data":[[1,2,3],[4]]}]}""", "nested otherwise")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[2,2],"data":[[1,2],3,4]}]}""", "nested otherwise")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[2],"data":[[1],[2]]}]}""", "nested otherwise")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[{}]}]}""", "an object is no value")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":7}]}""", "'data' must be a list, not 7")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[2],"data":[1,1e39]}]}""", "Input 'x', element 1: 1e39 is not a number within its range")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[null]}]}""", "element 0: null is not a number")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP16","shape":[1],"data":[70000]}]}""", "FP16 demands")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"UINT8","shape":[1],"data":[256]}]}""", "256 is not a whole number from 0 to 255")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"INT64","shape":[1],"data":[1.5]}]}""", "1.5 is not a whole number")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"UINT64","shape":[1],"data":[-1]}]}""", "-1 is not a whole number from 0")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"BOOL","shape":[1],"data":[2]}]}""", "2 is not true or false")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"BYTES","shape":[1],"data":[2]}]}""", "2 is not a text")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"BYTES","shape":[1],"data":["\ud800"]}]}""", "half a surrogate pair")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":["one"]}]}""", "the text \"one\" is not a number")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[1]},{"name":"x","datatype":"FP32","shape":[1],"data":[1]}]}""", "Input 'x' is given twice")]
    [InlineData("""{"parameters":{"timeout":0},"inputs":[]}""", "'parameters.timeout' must be a whole number of microseconds")]
    [InlineData("""{"parameters":{"binary_data_output":1},"inputs":[]}""", "'parameters.binary_data_output' must be true or false")]
    [InlineData("""{"outputs":[{"name":"a","parameters":{"binary_data":"yes"}}],"inputs":[]}""", "'outputs[0].parameters.binary_data' must be true or false")]
    [InlineData("""{"outputs":[{"name":"a"},{"name":"a"}],"inputs":[]}""", "Output 'a' is asked for twice")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[1]}]} x""", "not valid JSON")]
    [InlineData("""{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":[1""", "not valid JSON")]
    public void Read_BadRequest_IsRefusedWithTheFieldAndTheRemedy(string json, string expected)
    {
        var refused = Assert.Throws<RequestException>(() => Read(json));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.Equal(400, refused.Status);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public void Read_MillionFoldNesting_IsRefusedWithoutStackOverflow(string open, string close)
    {
        var deep = string.Concat(Enumerable.Repeat(open, 1_000_000)) + "1" + string.Concat(Enumerable.Repeat(close, 1_000_000));

        foreach (var json in new[] { deep, $"{{\"x\":{deep}}}", $$"""{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"data":{{deep}}}]}""" })
            Assert.Throws<RequestException>(() => Read(json));
    }

    [Fact]
    public void ToBatch_OfABatchedModel_TakesTheFirstDimensionAsRows()
    {
        var batch = Read(TwoInputs(2, 2)).ToBatch(BatchMode.Dynamic, Known);

        Assert.Equal(2, batch.Rows);
        Assert.Equal([3], batch.Tensors[0].RowShape);
        Assert.Equal([], batch.Tensors[1].RowShape);
    }

    [Fact]
    public void ToBatch_OfAModelWithoutBatchDimension_IsOneRow()
    {
        var batch = Read(TwoInputs(2, 2)).ToBatch(BatchMode.Whole, Known);

        Assert.Equal(1, batch.Rows);
        Assert.Equal([2, 3], batch.Tensors[0].RowShape);
    }

    [Fact]
    public void ToBatch_InputsOfDifferentRows_IsRefusedWithBothNames()
    {
        var refused = Assert.Throws<RequestException>(() => Read(TwoInputs(2, 1)).ToBatch(BatchMode.Single, Known));

        Assert.Equal("Input 'b' has 1 rows, input 'a' has 2: all inputs must have as many.", refused.Message);
    }

    private static string TwoInputs(int rowsA, int rowsB) =>
        $$"""
        {"inputs":[{"name":"a","datatype":"FP32","shape":[{{rowsA}},3],"data":[{{string.Join(",", new int[rowsA * 3])}}]},
                   {"name":"b","datatype":"FP32","shape":[{{rowsB}}],"data":[{{string.Join(",", new int[rowsB])}}]}]}
        """;

    private static InferRequest Read(string json) => InferRequestReader.Read(Encoding.UTF8.GetBytes(json));
}
