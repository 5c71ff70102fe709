using System.Globalization;
using System.Text;

namespace ActorMlOps.LoadTests.Drivers;

/// <summary>Inference requests as bytes, made before the clock runs: the generator must not cost more than sending them.</summary>
internal static class HttpRequests
{
    /// <summary>One request for every <paramref name="rowsPerRequest"/> rows; rows that are left over are left out.</summary>
    public static byte[][] Encode(string model, float[][] rows, int rowsPerRequest) =>
        [.. Enumerable.Range(0, rows.Length / rowsPerRequest).Select(r => Encode(model, rows.AsSpan(r * rowsPerRequest, rowsPerRequest)))];

    private static byte[] Encode(string model, ReadOnlySpan<float[]> rows)
    {
        var body = new StringBuilder();
        body.Append(CultureInfo.InvariantCulture,
            $$"""{"inputs":[{"name":"features","shape":[{{rows.Length}},{{rows[0].Length}}],"datatype":"FP32","data":[""");
        foreach (var row in rows)
            body.AppendJoin(',', row.Select(v => v.ToString(CultureInfo.InvariantCulture))).Append(',');
        body.Length--;
        body.Append("]}]}");
        return Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"POST /v2/models/{model}/infer HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {body.Length}\r\n\r\n{body}"));
    }
}
