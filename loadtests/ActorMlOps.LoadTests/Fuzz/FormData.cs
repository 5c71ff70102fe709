using System.Text;

namespace ActorMlOps.LoadTests.Fuzz;

/// <summary>A multipart body with a boundary of its own, so that the same case has the same bytes.</summary>
internal sealed class FormData
{
    private const string Boundary = "actormlops-fuzz-3f9a1c";

    private readonly List<byte> _body = [];

    public string ContentType => $"multipart/form-data; boundary={Boundary}";

    public void Add(string name, string file, byte[] content)
    {
        _body.AddRange(Encoding.ASCII.GetBytes(
            $"--{Boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n"
            + "Content-Type: application/octet-stream\r\n\r\n"));
        _body.AddRange(content);
        _body.AddRange("\r\n"u8);
    }

    public byte[] Body() => [.. _body, .. Encoding.ASCII.GetBytes($"--{Boundary}--\r\n")];
}
