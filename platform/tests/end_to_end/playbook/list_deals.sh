curl -X GET "https://api.ghxstship.com/atlvs/v1/deals" \
  -H "Authorization: Bearer your_api_key" \
  -H "X-Workspace-ID: ws_abc123"
