using System.Globalization;
using System.IO.Compression;
using ActorMlOps.Tables;

namespace ActorMlOps.Grains.Tests.Testing;

/// <summary>Files beside the tests: the sample's data and models, and expected values.</summary>
internal static class Files
{
    public static byte[] Model(string data, string version) => File.ReadAllBytes(At("Data", data, version + ".onnx"));

    public static byte[] Unpacked(string data, string file)
    {
        using var packed = new GZipStream(File.OpenRead(At("Data", data, file)), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        packed.CopyTo(bytes);
        return bytes.ToArray();
    }

    public static Table Expected(string file) => CsvTable.Read(File.OpenRead(At("Expected", file)));

    public static double Number(TextColumn column, int row) => double.Parse(column[row]!, CultureInfo.InvariantCulture);

    private static string At(params string[] path) => Path.Combine([AppContext.BaseDirectory, .. path]);
}
